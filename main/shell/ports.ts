/**
 * The one privileged moment: two ports, one for control and one for bytes, go to the main frame of a window this
 * program made, at its exact origin, once per load. From then on the ports are the permission; the next
 * navigation, a crash of the page or its end closes them.
 */
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { isOurPage } from './origin.ts';

/** Ends what answers on a port. */
type Detach = () => void;

/**
 * @param attach answers the contract on one port; called twice per load, when the page has loaded.
 */
export function handPorts(contents: WebContents, attach: (port: MessagePortMain) => Detach): void {
  let attached: Detach[] = [];
  const detach = (): void => {
    for (const end of attached) end();
    attached = [];
  };

  contents.on('dom-ready', () => {
    const frame = contents.mainFrame;
    if (attached.length > 0 || !isOurPage(frame.url)) return;
    const channels = [new MessageChannelMain(), new MessageChannelMain()];
    attached = channels.map((channel) => attach(channel.port1));
    frame.postMessage(
      'wavekeep:ports',
      null,
      channels.map((channel) => channel.port2),
    );
  });
  contents.on('did-start-navigation', (event) => {
    if (event.isMainFrame && !event.isSameDocument) detach();
  });
  contents.on('render-process-gone', detach);
  contents.on('destroyed', detach);
}
