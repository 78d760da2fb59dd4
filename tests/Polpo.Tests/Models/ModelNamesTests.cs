using Polpo.Core.Models;
using Polpo.Core.Models.Providers;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Models;

public sealed class ModelNamesTests
{
    [Theory]
    [InlineData("claude-sonnet-4-5", "anthropic")]
    [InlineData("gpt-5.1", "openai")]
    [InlineData("gpt-oss-120b", "cerebras")]
    [InlineData("o1-mini", "openai")]
    [InlineData("o3-pro", "openai")]
    [InlineData("o4-mini", "openai")]
    [InlineData("chatgpt-4o", "openai")]
    [InlineData("codex-mini", "openai")]
    [InlineData("gemini-2.5-pro", "google")]
    [InlineData("mistral-large", "mistral")]
    [InlineData("codestral-latest", "mistral")]
    [InlineData("devstral-small", "mistral")]
    [InlineData("llama-3.3-70b", "groq")]
    [InlineData("llama3-8b", "groq")]
    [InlineData("grok-4", "xai")]
    [InlineData("deepseek-chat", "openrouter")]
    [InlineData("glm-4.6", "zai")]
    [InlineData("minimax-m2", "minimax")]
    [InlineData("kimi-k2", "kimi-coding")]
    [InlineData("amazon.nova-pro", "amazon-bedrock")]
    [InlineData("us.anthropic.claude", "amazon-bedrock")]
    [InlineData("eu.anthropic.claude", "amazon-bedrock")]
    [InlineData("big-pickle", "opencode")]
    public void A_bare_name_tells_its_provider(string name, string provider) =>
        Read(name).ShouldBe(new ModelRef(provider, name));

    [Fact]
    public void The_prefix_of_a_hub_is_not_part_of_the_name() =>
        Read("hf:Qwen/Qwen3").ShouldBe(new ModelRef("huggingface", "Qwen/Qwen3"));

    [Theory]
    [InlineData("openai/gpt-5.1", "openai", "gpt-5.1")]
    [InlineData("openai:gpt-5.1", "openai", "gpt-5.1")]
    [InlineData("OpenAI/gpt-5.1", "openai", "gpt-5.1")]
    [InlineData("ollama/qwen3:8b", "ollama", "qwen3:8b")]
    [InlineData("ollama:qwen3:8b", "ollama", "qwen3:8b")]
    [InlineData("openrouter/anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5")]
    [InlineData(" anthropic/claude-sonnet-4-5 ", "anthropic", "claude-sonnet-4-5")]
    public void Provider_and_model_are_read_with_either_separator(string text, string provider, string model) =>
        Read(text).ShouldBe(new ModelRef(provider, model));

    [Theory]
    [InlineData("qwen3:8b")]
    [InlineData("")]
    [InlineData("openai/")]
    [InlineData("/gpt-5.1")]
    public void What_tells_no_provider_is_not_guessed(string text) => Read(text).ShouldBeNull();

    private static ModelRef? Read(string text) => ModelNames.Read(text, BuiltInProviders.ByName.ContainsKey);
}
