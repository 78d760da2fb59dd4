using System.Globalization;
using System.Text.Json.Nodes;
using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Benchmarks.Scenarios.Agents;

/// <summary>The scenarios that others have published figures for: turns × tools, 50 ms of thinking a turn.</summary>
internal static class AgentScripts
{
    public static readonly AgentScript Smoke = new(
        "smoke",
        "one answer, no tool",
        new Bar
        {
            Model = 50,
            Peer = 155,
            Goal = 70,
        },
        _ => Replies.Say("Hello.", Replies.Think)
    )
    {
        Runs = 40,
        Check = task => WrongResultException.Unless(task.Result?.Stdout == "Hello.", "The answer is another."),
    };

    public static readonly AgentScript ToolLoop = new(
        "tool_loop_50",
        "50 turns of one bash call, 256 bytes of output each",
        new Bar
        {
            Model = 2550,
            Peer = 3520,
            Goal = 2900,
        },
        conversation => Loop(conversation, 50, 1, step => $"printf '%0256d' {step}", step => $"{step:D256}")
    )
    {
        Runs = 5,
    };

    public static readonly AgentScript ToolBurst = new(
        "tool_burst",
        "10 turns of 5 bash calls side by side",
        new Bar
        {
            Model = 550,
            Peer = 1226,
            Goal = 700,
        },
        conversation => Loop(conversation, 10, 5, step => $"echo burst-{step}", step => $"burst-{step}\n")
    )
    {
        Runs = 10,
    };

    public static readonly AgentScript BigOutput = new(
        "big_output",
        "30 turns of one bash call with 64 KB of output",
        new Bar
        {
            Model = 1550,
            Peer = 2411,
            Goal = 1800,
        },
        // The model is shown the last 30,000 characters.
        conversation =>
            Loop(
                conversation,
                30,
                1,
                step => $"head -c 65520 /dev/zero | tr '\\0' x; printf %016d {step}",
                step => new string('x', 29_900) + $"{step:D16}"
            )
    )
    {
        Runs = 5,
    };

    public static readonly AgentScript TurnCap = new(
        "max_turns_cap",
        "a model that never stops, capped at 15 turns: must fail",
        new Bar
        {
            Model = 750,
            Peer = 1043,
            Goal = 900,
        },
        _ => Replies.Bash("true", Replies.Think)
    )
    {
        Runs = 5,
        Agent = "capped",
        End = "failed",
        Check = task =>
            WrongResultException.Unless(
                task.Turns == 15 && task.Reason?.Contains("15 turns", StringComparison.Ordinal) == true,
                $"It took {task.Turns} turns and says: {task.Reason}"
            ),
    };

    public static readonly AgentScript Outcomes = new(
        "outcomes_3",
        "5 turns with tools, three outcomes registered and checked",
        new Bar
        {
            Model = 300,
            Peer = 425,
            Goal = 350,
        },
        Deliver
    )
    {
        Runs = 10,
        Agent = "reporter",
        Order = order => order with { ExpectedOutcomes = [.. "one two three".Split(' ').Select(Expected)] },
        Check = task =>
            WrongResultException.Unless(
                task.Outcomes.Count == 3 && task.Result?.Assessment is { Passed: true, Checks.Count: 3 },
                $"It delivered {task.Outcomes.Count} outcomes, and the assessment says {task.Result?.Assessment?.Passed}."
            ),
    };

    /// <summary>So many turns of the same calls; every result must be the one of its turn.</summary>
    private static ScriptedReply Loop(
        Conversation conversation,
        int turns,
        int calls,
        Func<int, string> command,
        Func<int, string> output
    )
    {
        var step = conversation.Step;
        if (step > 0)
        {
            var expected = output(step - 1);
            var results = conversation.LastResults;
            if (
                results.Count != calls
                || !results.All(result => result.Text.Contains(expected, StringComparison.Ordinal))
            )
                return Replies.Wrong(
                    $"Turn {step} was answered with {results.Count} results, the first of {conversation.LastResult.Length} characters."
                );
        }
        return step < turns
            ? Replies.Bash(command(step), Replies.Think, calls)
            : Replies.Say(string.Create(CultureInfo.InvariantCulture, $"Done after {step}."), Replies.Think);
    }

    private static ScriptedReply Deliver(Conversation conversation) =>
        conversation.Step switch
        {
            0 => Replies.Bash("echo report > report.txt && cat report.txt", Replies.Think),
            1 when !conversation.LastResult.Contains("report", StringComparison.Ordinal) => Replies.Wrong(
                "The file was not written."
            ),
            1 => Replies.Bash("wc -c report.txt", Replies.Think),
            2 => Register(
                new
                {
                    type = "file",
                    label = "one",
                    path = "report.txt",
                }
            ),
            3 => Register(
                new
                {
                    type = "text",
                    label = "two",
                    text = "All is well.",
                }
            ),
            4 => Register(
                new
                {
                    type = "json",
                    label = "three",
                    data = new { ok = true },
                }
            ),
            _ => Replies.Say("Delivered.", Replies.Think),
        };

    private static ScriptedReply Register(object outcome) => Replies.Call("register_outcome", outcome, Replies.Think);

    private static JsonObject Expected(string label) =>
        new()
        {
            ["type"] = label switch
            {
                "one" => "file",
                "two" => "text",
                _ => "json",
            },
            ["label"] = label,
        };
}
