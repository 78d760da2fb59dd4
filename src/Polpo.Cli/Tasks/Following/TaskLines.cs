using System.Text.Json;
using Polpo.Cli.Sandboxes;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks.Following;

/// <summary>What a person reads of a task's facts, a few words each; nothing for those that only machines need.</summary>
/// <param name="isWalled">Whether commands run in a sandbox: without one, what the network policy says does not hold.</param>
internal sealed class TaskLines(Func<string, CancellationToken, Task<AssessmentView?>> assessment, bool isWalled = true)
{
    private readonly Dictionary<string, string> _agents = new(StringComparer.Ordinal);
    private const int LongReason = 400;

    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);

    private bool _failed;

    /// <summary>What the result is checked by, to say what a check that takes long is.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>Micro-dollars so far.</summary>
    public long Cost { get; private set; }

    /// <summary>What is going on at this moment.</summary>
    public string Now { get; private set; } = "waiting for an agent";

    public async Task<IReadOnlyList<string>> OfAsync(EventView fact, CancellationToken cancellationToken) =>
        fact.Type == "task.assessed" ? await AssessedAsync(fact.Body, cancellationToken) : [.. Of(fact)];

    private IEnumerable<string> Of(EventView fact) =>
        fact.Type switch
        {
            "session.created" => Created(fact),
            "environment.ready" => Environment(fact.Body),
            "turn.requested" => Doing("thinking"),
            "model.replied" => Replied(fact),
            "tool.started" => Started(fact.Body),
            "tool.finished" => Finished(fact.Body),
            "egress.refused" => [$"  {Sessions.EgressText.Refused(fact.Body)}"],
            "turn.ended" => Ended(fact.Body),
            "task.fix" => [$"↻ fix {fact.Body.Number("attempt")}: the agent goes on with what failed"],
            "task.retried" =>
            [
                $"↻ retry {fact.Body.Number("retry")}: {Plain.Line(fact.Body.Text("reason") ?? "", 100)}",
            ],
            "task.escalated" =>
            [
                $"↑ escalated to {fact.Body.Text("agent")}{(fact.Body.Text("model") is { } model ? $" with {model}" : "")}",
            ],
            "task.question" => [$"? {Plain.Line(fact.Body.Text("question") ?? "", 100)}"],
            "task.answered" => [$"! {Plain.Line(fact.Body.Text("answer") ?? "", 100)}"],
            "session.canceled" => [$"■ {Plain.Line(fact.Body.Text("reason") ?? "cancelled", 100)}"],
            _ => [],
        };

    private List<string> Created(EventView fact)
    {
        var agent = Plain.Text(fact.Body.Text("agent") ?? "agent");
        _agents[fact.Subject] = agent;
        Now = "preparing";
        var from = fact.Body.Text("base") is { Length: >= 8 } commit ? $", from commit {commit[..8]}" : "";
        var network = isWalled && fact.Body.Text("network") is { } reach ? $". {Plain.Line(reach, 160)}" : "";
        return [$"● {agent} works with {Plain.Text(fact.Body.Text("model") ?? "its model")}{from}{network}"];
    }

    private static IEnumerable<string> Environment(JsonElement body)
    {
        if (body.Text("sandbox") is { } kind)
            yield return $"{(kind == "none" ? "!" : "✓")} commands run {SandboxText.Of(Plain.Text(kind))}";
        foreach (var line in Layer(body))
            yield return line;
    }

    private static List<string> Layer(JsonElement body) =>
        body.Text("failure") is { } failure ? [$"✗ environment: {Plain.Line(failure, 100)}"]
        : body.Text("key") is null ? []
        : body.Flag("reused") ? ["✓ environment reused"]
        : [$"✓ environment built in {Plain.Duration(TimeSpan.FromMilliseconds(body.Number("durationMs")))}"];

    private IEnumerable<string> Replied(EventView fact)
    {
        Cost += fact.Body.Number("cost");
        if (fact.Body.Text("text") is { Length: > 0 } text)
            yield return $"  {_agents.GetValueOrDefault(fact.Subject, "agent")}: {Plain.Line(text, 160)}";
    }

    private IEnumerable<string> Started(JsonElement body)
    {
        var gist = FactBody.Gist(body.Text("arguments"));
        _calls[body.Text("call") ?? ""] = gist;
        return Doing($"{body.Text("name")} {gist}");
    }

    private IEnumerable<string> Finished(JsonElement body)
    {
        var error = body.Flag("error");
        var gist = _calls.GetValueOrDefault(body.Text("call") ?? "", "");
        var took = Plain.Duration(TimeSpan.FromMilliseconds(body.Number("durationMs")));
        yield return $"  {(error ? "✗" : "✓")} {body.Text("name")} {gist} ({took}){(error ? $": {Plain.Line(body.Text("text") ?? "", 100)}" : "")}";
        Now = "thinking";
    }

    private IEnumerable<string> Doing(string what)
    {
        Now = what;
        return [];
    }

    private IEnumerable<string> Ended(JsonElement body)
    {
        Now =
            Checks.Count > 0
                ? $"checking the result: {Plain.Line(string.Join(", ", Checks), 80)}"
                : "checking the result";
        _failed = body.Text("result") is { } result && result != "done";
        return _failed && body.Text("reason") is { Length: > 0 } reason ? [$"✗ {Plain.Line(reason, LongReason)}"] : [];
    }

    private async Task<IReadOnlyList<string>> AssessedAsync(JsonElement body, CancellationToken cancellationToken)
    {
        if (body.Text("blob") is not { } blob || await assessment(blob, cancellationToken) is not { } assessed)
            return [body.Flag("passed") ? "✓ checked" : "✗ checks failed"];
        var lines = assessed
            .Checks.SelectMany(check =>
                CheckOutput
                    .EndOf(check, "    ")
                    .Prepend($"{(check.Passed ? "✓" : "✗")} {check.Type} {Plain.Line(check.Label, 80)}{Detail(check)}")
            )
            .ToList();
        // Where the agent itself stopped, that nothing else was checked is no news.
        if (lines.Count == 0 && !_failed)
            lines.Add(assessed.Passed ? "✓ nothing to check: no --check, no --review" : "✗ failed");
        return lines;
    }

    private static string Detail(CheckView check) =>
        check.Score is { } score
            ? FormattableString.Invariant($": {score:0.0#} of 5 (at least {check.Threshold ?? 0:0.0#})")
        : check.Passed ? ""
        : $": {Plain.Line(check.Message, 120)}";
}
