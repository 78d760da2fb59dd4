using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Testing.ScriptedModel;

/// <summary>
/// A script as a JSON file: a list of rules, or an object with <c>rules</c>. A rule's <c>when</c> may name <c>step</c>, and texts that
/// <c>prompt</c>, <c>system</c>, <c>result</c> (the newest tool results) or <c>model</c> contain, or a <c>tool</c> that is offered; the
/// rest is the reply.
/// </summary>
public static class ScriptFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="RefusedException">The file is not a script; the message names the line and the field.</exception>
    public static Script Read(string path) => Parse(File.ReadAllText(path));

    /// <inheritdoc cref="Read"/>
    public static Script Parse(string json)
    {
        try
        {
            return Rules(json);
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(Refusal.Invalid, $"{JsonFault.Of(wrong)}.", wrong);
        }
    }

    private static Script Rules(string json)
    {
        var options = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        };
        using var document = JsonDocument.Parse(json, options);
        var rules = document.RootElement switch
        {
            { ValueKind: JsonValueKind.Array } list => list,
            { ValueKind: JsonValueKind.Object } whole when whole.TryGetProperty("rules", out var named) => named,
            _ => throw new RefusedException(
                Refusal.Invalid,
                "it must be a list of rules, or an object with \"rules\", such as [{\"when\": {\"step\": 0}, \"text\": \"Done.\"}]."
            ),
        };
        var script = new Script();
        foreach (var rule in rules.Deserialize<List<FileRule>>(Json) ?? [])
            Add(script, rule);
        return script;
    }

    private static void Add(Script script, FileRule file)
    {
        var rule = script.On(file.When is { } when ? when.Matches : _ => true);
        foreach (var call in file.Calls)
            rule.Call(
                call.Name,
                call.Arguments.ValueKind == JsonValueKind.String
                    ? call.Arguments.GetString() ?? ""
                    : call.Arguments.GetRawText()
            );
        rule.Say(file.Text ?? "").Think(file.Thinking ?? "").With(file.Apply);
        if (file.Times is { } times)
            rule.Times(times);
    }

    private sealed record FileRule
    {
        public FileCondition? When { get; init; }
        public string? Text { get; init; }
        public string? Thinking { get; init; }
        public List<FileCall> Calls { get; init; } = [];
        public ScriptedUsage? Usage { get; init; }
        public int? Times { get; init; }
        public int? Status { get; init; }
        public string? Message { get; init; }
        public int? RetryAfter { get; init; }
        public bool Cut { get; init; }
        public bool Truncated { get; init; }
        public bool ErrorInStream { get; init; }
        public int ThinkMs { get; init; }
        public int PieceMs { get; init; }
        public int PieceSize { get; init; } = 24;

        public ScriptedReply Apply(ScriptedReply reply) =>
            reply with
            {
                Usage = Usage,
                Status = Status,
                Message = Message,
                RetryAfter = RetryAfter,
                Cut = Cut ? CutKind.Hard : CutKind.None,
                Truncated = Truncated,
                ErrorInStream = ErrorInStream,
                ThinkTime = TimeSpan.FromMilliseconds(ThinkMs),
                PieceTime = TimeSpan.FromMilliseconds(PieceMs),
                PieceSize = Math.Max(1, PieceSize),
            };
    }

    private sealed record FileCondition
    {
        public int? Step { get; init; }
        public string? Prompt { get; init; }
        public string? System { get; init; }
        public string? Result { get; init; }
        public string? Model { get; init; }
        public string? Tool { get; init; }

        public bool Matches(Conversation conversation) =>
            (Step is null || conversation.Step == Step)
            && Holds(conversation.Prompt + "\n" + conversation.LastPrompt, Prompt)
            && Holds(conversation.System, System)
            && Holds(conversation.LastResult, Result)
            && Holds(conversation.Model, Model)
            && (Tool is null || conversation.Tools.Contains(Tool));

        private static bool Holds(string text, string? part) =>
            part is null || text.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    private sealed record FileCall(string Name, JsonElement Arguments);
}
