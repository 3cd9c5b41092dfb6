// Tencent's own library on a batch: {token, aes_key, corp_id, messages: [{plain, random, stamp, nonce, sealed}]}
// on standard input, what it makes of each on standard output.
import { readFileSync } from "node:fs";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";

const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = asked.messages.map(({ plain, random, stamp, nonce, sealed }) => {
  const opened = decrypt(asked.aes_key, sealed);
  const theirs = encrypt(asked.aes_key, plain, asked.corp_id, Buffer.from(random, "hex"));
  return {
    opened: opened.message,
    receiver: opened.id,
    sealed: theirs,
    signature: getSignature(asked.token, stamp, nonce, theirs),
  };
});
process.stdout.write(JSON.stringify(answers));
