// The official library of Anthropic: messages, whole and streamed, with thinking and tools.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ apiKey: 'k', authToken: null, baseURL: process.argv[2], maxRetries: 0 });
const tools = [{ name: 'bash', description: 'Runs a command.', input_schema: { type: 'object', properties: { command: { type: 'string' } } } }];

async function messages(stream) {
  const messages = [{ role: 'user', content: 'go' }];
  let thinking = '';
  for (;;) {
    const request = { model: 'claude-haiku-4-5', max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 1024 }, messages, tools };
    const message = stream ? await client.messages.stream(request).finalMessage() : await client.messages.create(request);
    thinking += message.content.filter((block) => block.type === 'thinking').map((block) => block.thinking).join('');
    const uses = message.content.filter((block) => block.type === 'tool_use');
    if (message.stop_reason !== 'tool_use')
      return { text: message.content.find((block) => block.type === 'text').text, cached: message.usage.cache_read_input_tokens, thinking };
    messages.push({ role: 'assistant', content: message.content });
    messages.push({ role: 'user', content: uses.map((use) => ({ type: 'tool_result', tool_use_id: use.id, content: use.input.command })) });
  }
}

async function failure(status) {
  try {
    await client.messages.create({ model: `status-${status}`, max_tokens: 10, messages: [{ role: 'user', content: 'go' }] });
    return 'no failure';
  } catch (error) {
    return `${error.constructor.name} ${error.status} ${error.headers?.get('retry-after')}`;
  }
}

console.log(
  JSON.stringify({
    messages: await messages(false),
    messagesStream: await messages(true),
    failures: [await failure(401), await failure(429), await failure(500)],
  }),
);
