using System.Text.Json;
using Polpo.Core.Tools.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Outcomes;

/// <summary>Declares a deliverable of the task: the only way to do so.</summary>
internal sealed class RegisterOutcomeTool()
    : CheckedTool(
        "register_outcome",
        "Declare a deliverable of your task: a file or media file of the working directory (path), a text, a url, or json (data). Files must exist.",
        """
        {"type":"object","properties":{
          "type":{"type":"string","enum":["file","media","text","url","json"]},
          "label":{"type":"string","minLength":1,"description":"What it is, in a few words"},
          "path":{"type":"string"},
          "text":{"type":"string"},
          "url":{"type":"string"},
          "data":{"description":"Any JSON value"},
          "tags":{"type":"array","items":{"type":"string"}}},
         "required":["type","label"]}
        """
    )
{
    public override bool Repeatable => true;

    public override bool Writes => false;

    protected override Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var type = Enum.Parse<OutcomeType>(arguments.Text("type"), ignoreCase: true);
        var outcome = new Outcome(type, arguments.Text("label")) { Tags = Tags(arguments) };
        outcome = type switch
        {
            OutcomeType.File or OutcomeType.Media => WithFile(outcome, context, Given(arguments, "path", type)),
            OutcomeType.Text => outcome with { Text = Given(arguments, "text", type) },
            OutcomeType.Url => outcome with { Url = Address(Given(arguments, "url", type)) },
            _ => outcome with { Data = arguments.Find("data")?.Clone() ?? throw Missing("data", type) },
        };
        var what = outcome.Path ?? outcome.Url ?? type.ToString().ToLowerInvariant();
        return Task.FromResult(new ToolResult($"Registered \"{outcome.Label}\" ({what}).", Outcome: outcome));
    }

    private static Outcome WithFile(Outcome outcome, ToolContext context, string given)
    {
        using var root = SafeRoot.Of(context);
        var path = SafePath.Parse(given);
        if (root.Find(path) is not { Kind: FileKind.File } file)
            throw new RefusedException(
                Refusal.NotFound,
                $"There is no file \"{path}\". Write it before you register it."
            );
        return outcome with { Path = path.Text, MimeType = MimeTypes.Of(path.Text), Size = file.Size };
    }

    private static string Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? text
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"url\" must be an http or https address, found \"{text}\"."
            );

    private static string Given(ToolArguments arguments, string name, OutcomeType type) =>
        arguments.OptionalText(name) is { Length: > 0 } value ? value : throw Missing(name, type);

    private static RefusedException Missing(string name, OutcomeType type) =>
        new(
            Refusal.Invalid,
            $"\"{name}\" is missing: an outcome of type {type.ToString().ToLowerInvariant()} needs it."
        );

    private static IReadOnlyList<string> Tags(ToolArguments arguments) =>
        arguments.Find("tags") is { ValueKind: JsonValueKind.Array } tags
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)]
            : [];
}
