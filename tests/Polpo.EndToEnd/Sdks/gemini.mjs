// The official library of Google: generateContent, whole and streamed, with tools.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: process.argv[2] } });
const config = { tools: [{ functionDeclarations: [{ name: 'bash', description: 'Runs a command.', parametersJsonSchema: { type: 'object' } }] }] };

async function ask(contents, stream) {
  if (!stream) return [await client.models.generateContent({ model: 'gemini-2.5-pro', contents, config })];
  const chunks = [];
  for await (const chunk of await client.models.generateContentStream({ model: 'gemini-2.5-pro', contents, config })) chunks.push(chunk);
  return chunks;
}

async function generate(stream) {
  const contents = [{ role: 'user', parts: [{ text: 'go' }] }];
  for (;;) {
    const chunks = await ask(contents, stream);
    const parts = chunks.flatMap((chunk) => chunk.candidates[0].content.parts);
    const calls = parts.filter((part) => part.functionCall);
    const text = parts.filter((part) => !part.thought).map((part) => part.text ?? '').join('');
    if (calls.length === 0) return { text, cached: chunks.at(-1).usageMetadata.cachedContentTokenCount, finish: chunks.at(-1).candidates[0].finishReason };
    contents.push({ role: 'model', parts: calls });
    contents.push({
      role: 'user',
      parts: calls.map(({ functionCall: { id, name, args } }) => ({ functionResponse: { id, name, response: { output: args.command } } })),
    });
  }
}

async function failure(status) {
  try {
    await client.models.generateContent({ model: `status-${status}`, contents: 'go' });
    return 'no failure';
  } catch (error) {
    return `${error.constructor.name} ${error.status}`;
  }
}

console.log(JSON.stringify({ generate: await generate(false), generateStream: await generate(true), failures: [await failure(401), await failure(429), await failure(500)] }));
