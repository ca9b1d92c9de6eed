import { Hub, type Request } from './hub';

// One of this runs for all tabs of a browser, as long as there is one.
const hub = new Hub();

addEventListener('connect', (event) => {
  const [tab] = (event as MessageEvent).ports;
  if (tab) {
    tab.onmessage = ({ data }: MessageEvent<Request>) => hub.handle(tab, data);
    hub.join(tab);
  }
});
