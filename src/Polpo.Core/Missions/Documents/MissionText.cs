using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Documents;

/// <summary>A mission document byte for byte as it was written, and where its parts stand: at the top, inside of <c>data</c>, or in the text that <c>data</c> is.</summary>
internal sealed class MissionText
{
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The fields that make a document; a <c>data</c> without any of them is what all tasks are told.</summary>
    private static readonly string[] Parts = ["tasks", "team", "qualityGates", "checkpoints", "delays"];

    private MissionText(JsonText outer, JsonText? quoted)
    {
        (Outer, Quoted) = (outer, quoted);
        Body =
            quoted?.Root
            ?? (outer.Root["data"] is { Kind: JsonTokenType.StartObject } data && HoldsParts(data) ? data : outer.Root);
    }

    public JsonText Outer { get; }

    /// <summary>The document inside of the text that <c>data</c> is; null when <c>data</c> is no such text.</summary>
    public JsonText? Quoted { get; }

    /// <summary>The object that has the tasks.</summary>
    public JsonPart Body { get; }

    /// <summary>Where the tasks stand, for paths: empty, or <c>data</c>.</summary>
    public string BodyPath => ReferenceEquals(Body, Outer.Root) ? "" : "data";

    public byte[] Bytes => Outer.Bytes;

    /// <exception cref="RefusedException">Too large, not UTF-8, not JSON or no object.</exception>
    public static MissionText Of(string file, byte[] bytes)
    {
        var called = file.Length == 0 ? "The mission" : $"`{file}`";
        if (bytes.Length > MaxBytes)
            throw new RefusedException(
                Refusal.OverLimit,
                $"{called} has {bytes.Length / 1024 / 1024} MB; at most {MaxBytes / 1024 / 1024} are read. Split it into several missions."
            );
        var outer = JsonText.Of(file.Length == 0 ? "mission" : file, bytes);
        if (outer.Root.Kind != JsonTokenType.StartObject)
            throw new RefusedException(
                Refusal.Invalid,
                $"{called} must be an object: {{\"name\": …, \"tasks\": […]}}."
            );
        if (outer.Root["data"] is not { Kind: JsonTokenType.String } data)
            return new MissionText(outer, null);
        var quoted = JsonText.Of($"{outer.Name} data", Encoding.UTF8.GetBytes(data.Text));
        return quoted.Root.Kind == JsonTokenType.StartObject
            ? new MissionText(outer, quoted)
            : throw outer.Refuse(data, "data must be an object, or the text of one.");
    }

    /// <summary>The whole text with changes in the object that has the tasks.</summary>
    public byte[] Edited(Action<JsonEdit, JsonPart> change)
    {
        var edit = new JsonEdit(Quoted ?? Outer);
        change(edit, Body);
        var body = edit.Apply();
        if (Quoted is null)
            return body;
        var outer = new JsonEdit(Outer);
        outer.Replace(Outer.Root["data"]!, JsonValue.Create(Encoding.UTF8.GetString(body))); // a quoted body stands there
        return outer.Apply();
    }

    private static bool HoldsParts(JsonPart data) => Parts.Any(part => data[part] is not null);
}
