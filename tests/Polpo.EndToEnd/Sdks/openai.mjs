// The official library of OpenAI: chat completions and responses, whole and streamed, with tools.
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'k', baseURL: process.argv[2], maxRetries: 0 });
const parameters = { type: 'object', properties: { command: { type: 'string' } } };
const chatTools = [{ type: 'function', function: { name: 'bash', description: 'Runs a command.', parameters } }];
const tools = [{ type: 'function', name: 'bash', description: 'Runs a command.', parameters, strict: false }];

async function chat(stream) {
  const messages = [{ role: 'user', content: 'go' }];
  for (;;) {
    const request = { model: 'gpt-5.1', messages, tools: chatTools };
    const completion = stream
      ? await client.chat.completions.stream({ ...request, stream_options: { include_usage: true } }).finalChatCompletion()
      : await client.chat.completions.create(request);
    const { message, finish_reason } = completion.choices[0];
    if (finish_reason !== 'tool_calls') return { text: message.content, cached: completion.usage.prompt_tokens_details.cached_tokens };
    messages.push(message);
    for (const call of message.tool_calls)
      messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.parse(call.function.arguments).command });
  }
}

async function responses(stream) {
  const input = [{ role: 'user', content: 'go' }];
  for (;;) {
    const request = { model: 'gpt-5.1', input, tools };
    const response = stream ? await client.responses.stream(request).finalResponse() : await client.responses.create(request);
    const calls = response.output.filter((item) => item.type === 'function_call');
    if (calls.length === 0) return { text: response.output_text, cached: response.usage.input_tokens_details.cached_tokens };
    input.push(...response.output.map(({ parsed_arguments, ...item }) => item));
    for (const call of calls)
      input.push({ type: 'function_call_output', call_id: call.call_id, output: JSON.parse(call.arguments).command });
  }
}

async function failure(status) {
  try {
    await client.chat.completions.create({ model: `status-${status}`, messages: [{ role: 'user', content: 'go' }] });
    return 'no failure';
  } catch (error) {
    return `${error.constructor.name} ${error.status} ${error.headers?.get('retry-after')}`;
  }
}

console.log(
  JSON.stringify({
    chat: await chat(false),
    chatStream: await chat(true),
    responses: await responses(false),
    responsesStream: await responses(true),
    failures: [await failure(401), await failure(429), await failure(500)],
  }),
);
