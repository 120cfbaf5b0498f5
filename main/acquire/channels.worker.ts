/** The thread of the channels of one stream. */
import { serveThread } from '../thread/index.ts';
import { channelsCommands, type ChannelsNotice } from './channels-thread.ts';

serveThread<ChannelsNotice>((side) => channelsCommands((notice) => side.notify(notice)));
