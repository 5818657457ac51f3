// Reads mails as mailparser does and prints one line of JSON for each: what a reader sees.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

for (const file of process.argv.slice(2)) {
  const mail = await simpleParser(readFileSync(file), { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const to = mail.to?.value?.[0] ?? {};
  console.log(
    JSON.stringify({
      file,
      plain: mail.text,
      html: mail.html,
      files: mail.attachments.map((one) => ({ name: one.filename, md5: createHash("md5").update(one.content).digest("hex") })),
      head: { Subject: mail.subject, "Message-ID": mail.messageId, To: to.name ? `${to.name} <${to.address}>` : to.address },
    }),
  );
}
