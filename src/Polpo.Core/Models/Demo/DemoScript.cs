using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Models.Clients;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Demo;

/// <summary>
/// <c>.polpo/demo.json</c>: <c>{"task": "words that the prompt holds", "replies": [{"text", "calls": [{"name", "arguments"}], "after"}]}</c>.
/// The n-th reply of a conversation is the n-th of the list. <c>after</c> must occur in the newest tool results, else
/// <c>otherwise</c> is said instead and the turn ends there: the script does not go on over a step that went wrong.
/// </summary>
internal sealed record DemoScript(string Task, IReadOnlyList<DemoReply> Replies)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static DemoScript? Read(string repositoryPath)
    {
        var path = Path.Combine(repositoryPath, ".polpo", "demo.json");
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<DemoScript>(File.ReadAllText(path), Json);
        }
        catch (JsonException broken)
        {
            throw new RefusedException(Refusal.Invalid, $"{path}: {JsonFault.Of(broken)}. Correct the file.", broken);
        }
    }

    /// <summary>The reply that this conversation calls for; null: it is not the script's task, or the script is at its end.</summary>
    public DemoReply? Next(IReadOnlyList<ChatMessage> conversation)
    {
        var prompt = conversation.FirstOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        if (Task.Length == 0 || !prompt.Contains(Task, StringComparison.OrdinalIgnoreCase))
            return null;
        var step = conversation.Count(message => message.Role == ChatRole.Assistant);
        if (step >= Replies.Count)
            return null;
        var reply = Replies[step];
        if (reply.After is null || Results(conversation).Contains(reply.After, StringComparison.Ordinal))
            return reply;
        return new DemoReply(reply.Otherwise ?? "The last step did not end as the script expects, so it stops here.");
    }

    /// <summary>What came back since the newest reply.</summary>
    private static string Results(IReadOnlyList<ChatMessage> conversation) =>
        string.Join(
            '\n',
            conversation
                .Reverse()
                .TakeWhile(message => message.Role != ChatRole.Assistant)
                .SelectMany(message => message.Contents.OfType<FunctionResultContent>())
                .Select(result => result.Text())
        );
}

/// <summary>One reply of the demo: words, tool calls or both.</summary>
internal sealed record DemoReply(string? Text = null, string? After = null, string? Otherwise = null)
{
    public IReadOnlyList<DemoCall> Calls { get; init; } = [];
}

internal sealed record DemoCall(string Name, JsonElement Arguments);
