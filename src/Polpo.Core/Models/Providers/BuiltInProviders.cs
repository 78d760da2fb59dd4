namespace Polpo.Core.Models.Providers;

/// <summary>The providers that need no configuration but a key.</summary>
internal static class BuiltInProviders
{
    /// <summary>In the order in which keys in the environment are looked for.</summary>
    public static readonly IReadOnlyList<Provider> WithKey =
    [
        Anthropic(),
        OpenAI("openai", "https://api.openai.com/v1", "OPENAI", "gpt-5.4"),
        OpenAI("google", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI", "gemini-pro-latest") with
        {
            KeyVariables = ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
        },
        OpenAI("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER", "anthropic/claude-sonnet-5.5"),
        OpenAI("mistral", "https://api.mistral.ai/v1", "MISTRAL", "devstral-medium-latest"),
        OpenAI("xai", "https://api.x.ai/v1", "XAI", "grok-code-fast-1"),
        OpenAI("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK", "deepseek-chat"),
        OpenAI("groq", "https://api.groq.com/openai/v1", "GROQ", "openai/gpt-oss-120b"),
        OpenAI("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS", "gpt-oss-120b"),
        OpenAI("zai", "https://api.z.ai/api/paas/v4", "ZAI", "glm-4.6"),
        OpenAI("minimax", "https://api.minimax.io/v1", "MINIMAX", "MiniMax-M2"),
        OpenAI("huggingface", "https://router.huggingface.co/v1", "HUGGINGFACE", null) with
        {
            KeyVariables = ["HF_TOKEN", "HUGGINGFACE_API_KEY"],
        },
    ];

    /// <summary>Model servers on this machine, in the order in which they are looked for.</summary>
    public static readonly IReadOnlyList<Provider> Local =
    [
        new("ollama", ModelApi.OpenAI, "http://127.0.0.1:11434/v1") { BaseUrlVariable = "OLLAMA_BASE_URL" },
        new("lmstudio", ModelApi.OpenAI, "http://127.0.0.1:1234/v1") { BaseUrlVariable = "LMSTUDIO_BASE_URL" },
        new("llamacpp", ModelApi.OpenAI, "http://127.0.0.1:8080/v1") { BaseUrlVariable = "LLAMACPP_BASE_URL" },
    ];

    public static readonly IReadOnlyDictionary<string, Provider> ByName = WithKey
        .Concat(Local)
        .ToDictionary(provider => provider.Name, StringComparer.OrdinalIgnoreCase);

    private static Provider Anthropic() =>
        new("anthropic", ModelApi.Anthropic, "https://api.anthropic.com")
        {
            KeyVariables = ["ANTHROPIC_API_KEY"],
            BaseUrlVariable = "ANTHROPIC_BASE_URL",
            DefaultModel = "claude-sonnet-5-5",
        };

    private static Provider OpenAI(string name, string baseUrl, string variables, string? defaultModel) =>
        new(name, ModelApi.OpenAI, baseUrl)
        {
            KeyVariables = [variables + "_API_KEY"],
            BaseUrlVariable = variables + "_BASE_URL",
            DefaultModel = defaultModel,
        };
}
