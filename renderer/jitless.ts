/**
 * Import this before any module that makes schemas: zod would probe for eval when the first one is made, which the
 * page's security policy forbids and reports as a violation.
 */
import { config } from 'zod';

config({ jitless: true });
