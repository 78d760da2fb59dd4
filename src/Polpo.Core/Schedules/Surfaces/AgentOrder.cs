using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Surfaces;

/// <summary>What a schedule says to an agent: <c>{ kind: "agent", agent?, prompt | messages, session?, model? }</c>.</summary>
internal sealed record AgentOrder
{
    private const int LongestText = 128_000;
    private const int MostMessages = 100;
    private const int LongestTitle = 80;
    private const string Always = "new";

    public required string Kind { get; init; }
    public string? Agent { get; init; }
    public string? Prompt { get; init; }
    public IReadOnlyList<Said>? Messages { get; init; }
    public string Session { get; init; } = Always;
    public string? Model { get; init; }

    /// <exception cref="RefusedException">It cannot be understood; the message names the field.</exception>
    public static AgentOrder Read(JsonObject invocation)
    {
        try
        {
            return invocation.Deserialize<AgentOrder>(StrictJson.Options)!.Checked(); // an object
        }
        catch (JsonException wrong)
        {
            throw Invalid(
                JsonFault.Of(wrong) is { Field: { } field, Wanted: { } wanted }
                    ? $"invocation.{field} must be {wanted}."
                    : $"invocation: {JsonFault.Of(wrong)}."
            );
        }
    }

    /// <param name="label">What tells the run from others, in the title; null: as such.</param>
    public TaskSpec Spec(Id<Workspace> workspace, string? label) =>
        new()
        {
            Workspace = workspace,
            Title = label is null ? Title : $"{Title} ({label})",
            Description = Text,
            AssignTo = Agent,
            Model = Model,
        };

    private string Text =>
        Prompt
        ?? (Messages ?? []).Aggregate(
            new StringBuilder(),
            (text, said) => text.Append(said.Role).Append(": ").Append(said.Content).Append("\n\n"),
            text => text.ToString().TrimEnd()
        );

    private string Title
    {
        get
        {
            var line = (Prompt ?? Messages![^1].Content).Trim().Split('\n')[0]; // one of the two is there
            var plain = string.Concat(line.Where(one => !char.IsControl(one))).Trim();
            return plain.Length <= LongestTitle ? plain : string.Concat(plain.AsSpan(0, LongestTitle - 1), "…");
        }
    }

    private AgentOrder Checked()
    {
        if (Session != Always)
            throw Invalid(
                $"invocation.session is \"{Session}\"; each run has a session of its own. Leave it out, or write \"{Always}\"."
            );
        if (Prompt is null == Messages is null)
            throw Invalid("Give either invocation.prompt or invocation.messages.");
        if (Messages is { Count: 0 or > MostMessages })
            throw Invalid($"invocation.messages has {Messages.Count} entries; 1 to {MostMessages} can be said.");
        if (Messages?.FirstOrDefault(said => said.Role is not ("user" or "assistant" or "system")) is { } odd)
            throw Invalid($"A role in invocation.messages is \"{odd.Role}\"; it must be user, assistant or system.");
        if (string.IsNullOrWhiteSpace(Text) || Text.Length > LongestText || Title.Length == 0)
            throw Invalid($"What is said to the agent must have 1 to {LongestText} characters.");
        return this;
    }

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);

    /// <summary>A message of the conversation that the agent goes on with.</summary>
    public sealed record Said(string Role, string Content);
}
