// Sends tracks through Segment's and RudderStack's own Node SDKs; exits 1 if either reports an error.
import { Analytics } from "@segment/analytics-node";
import Rudder from "@rudderstack/rudder-sdk-node";

const [address, token, count] = process.argv.slice(2);
let failures = 0;

const segment = new Analytics({ writeKey: token, host: address, flushAt: 20 });
segment.on("error", (error) => { failures += 1; console.error(error); });
for (let n = 0; n < Number(count); n += 1) {
  segment.track({ userId: "n1", event: "Node Poured", properties: { cup: n } });
}
await segment.closeAndFlush();

const rudder = new Rudder(token, { dataPlaneUrl: address, flushAt: 20, gzip: true });
const settled = [];
for (let n = 0; n < Number(count); n += 1) {
  settled.push(new Promise((resolve) => {
    rudder.track({ userId: "n2", event: "Node Poured", properties: { cup: n } }, (error) => {
      if (error) { failures += 1; console.error(error); }
      resolve();
    });
  }));
}
await rudder.flush();
await Promise.all(settled);
process.exit(failures ? 1 : 0);
