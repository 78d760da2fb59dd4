namespace Polpo.Core.Models.Providers;

/// <summary>Reads how people write a model, and tells the provider of a bare name from its beginning.</summary>
internal static class ModelNames
{
    private static readonly (string Prefix, string Provider)[] Prefixes =
    [
        ("claude-", "anthropic"),
        ("gpt-oss-", "cerebras"),
        ("gpt-", "openai"),
        ("o1-", "openai"),
        ("o3-", "openai"),
        ("o4-", "openai"),
        ("chatgpt-", "openai"),
        ("codex-", "openai"),
        ("gemini-", "google"),
        ("mistral-", "mistral"),
        ("codestral-", "mistral"),
        ("devstral-", "mistral"),
        ("llama-", "groq"),
        ("llama3", "groq"),
        ("grok-", "xai"),
        ("deepseek-", "openrouter"),
        ("glm-", "zai"),
        ("minimax-", "minimax"),
        ("kimi-", "kimi-coding"),
        ("amazon.", "amazon-bedrock"),
        ("us.", "amazon-bedrock"),
        ("eu.", "amazon-bedrock"),
        ("hf:", "huggingface"),
        ("big-pickle", "opencode"),
    ];

    /// <summary>Splits a name, or infers its provider. Null: nothing tells the provider.</summary>
    /// <param name="text">Such as <c>openai/gpt-5.1</c>, <c>ollama:qwen3:8b</c> or <c>claude-sonnet-4-5</c>.</param>
    /// <param name="isProvider">Whether a word is the name of a provider here.</param>
    public static ModelRef? Read(string text, Func<string, bool> isProvider)
    {
        text = text.Trim();
        foreach (var separator in "/:")
        {
            var at = text.IndexOf(separator, StringComparison.Ordinal);
            if (at > 0 && at < text.Length - 1 && isProvider(text[..at]))
                return new ModelRef(text[..at].ToLowerInvariant(), text[(at + 1)..]);
        }
        foreach (var (prefix, provider) in Prefixes)
        {
            if (text.Length > prefix.Length - 1 && text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return new ModelRef(provider, prefix == "hf:" ? text[3..] : text);
        }
        return null;
    }
}
