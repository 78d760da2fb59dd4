using System.Globalization;
using System.Text.Json;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Sessions;

/// <summary>A session and its facts as a person reads them.</summary>
internal static class SessionText
{
    public static void Write(TextWriter output, SessionView session)
    {
        output.WriteLine(Plain.Text(session.Title));
        output.WriteLine(
            Plain.Text(
                $"  {session.Id} · {session.Status} · {session.Agent} with {session.Model} · sandbox {session.Sandbox}"
            )
        );
        output.WriteLine($"  {Plain.Text(session.Network)}");
        output.WriteLine(
            FormattableString.Invariant(
                $"  {Plain.Count(session.Turns, "turn")} · {session.InputTokens:N0} tokens in, {session.OutputTokens:N0} out · {Plain.Usd(session.CostUsd)}"
            )
        );
        output.WriteLine();
    }

    public static void Write(Invocation command, EventView fact)
    {
        if (command.Json)
            command.WriteJson(fact);
        else if (Says(fact) is { } text)
            command.Say($"{fact.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {text}");
    }

    /// <summary>One line; null for a fact that only machines need.</summary>
    public static string? Says(EventView fact) =>
        fact.Type switch
        {
            "turn.requested" =>
                $"turn {fact.Body.Number("number")}: {Plain.Line(fact.Body.Text("prompt") ?? "(a long prompt)", 140)}",
            "model.replied" => Replied(fact.Body),
            "tool.started" => $"→ {fact.Body.Text("name")} {FactBody.Gist(fact.Body.Text("arguments"))}",
            "tool.finished" =>
                $"{(fact.Body.Flag("error") ? "✗" : "✓")} {fact.Body.Text("name")}: {Plain.Line(fact.Body.Text("text") ?? "", 140)}",
            "checkpoint.made" => $"● commit {fact.Body.Text("commit")}",
            "context.compacted" =>
                $"⇣ context compacted from {fact.Body.Number("before")} to {fact.Body.Number("after")} tokens",
            "environment.ready" => fact.Body.Flag("reused") ? "environment reused" : "environment ready",
            "egress.used" => EgressText.Used(fact.Body),
            "egress.refused" => EgressText.Refused(fact.Body),
            "turn.ended" =>
                $"turn {fact.Body.Text("result")}{(fact.Body.Text("reason") is { } reason ? $": {reason}" : "")}",
            "session.canceled" => $"cancelled{(fact.Body.Text("reason") is { } why ? $": {why}" : "")}",
            _ => null,
        };

    private static string? Replied(JsonElement body)
    {
        var text = body.Text("text") is { Length: > 0 } said ? Plain.Line(said, 160) : null;
        return text is null ? null : $"“{text}”";
    }
}
