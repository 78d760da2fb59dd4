using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks;

/// <summary>What <c>run</c> and <c>task add</c> take to describe a task.</summary>
internal static class TaskOptions
{
    private const int TitleLength = 80;
    private const int MostRetries = 100;

    public static readonly Argument<string> Text = new("TEXT")
    {
        Description = "What is to be done. Its first line is the title.",
        Validators = { RefuseEmpty },
    };

    public static readonly Option<string?> Agent = new("--agent")
    {
        Description = "Who does it. Default: the first agent.",
        HelpName = "NAME",
    };

    public static readonly Option<string?> Model = new("--model")
    {
        Description = "The model, over the agent's own.",
        HelpName = "PROVIDER/MODEL",
    };

    public static readonly Option<string[]> Check = new Option<string[]>("--check")
    {
        Description = "A command that must exit 0 on the result. Repeatable.",
        HelpName = "CMD",
        Arity = ArgumentArity.OneOrMore,
    }.NotEmpty();

    public static readonly Option<string?> Review = new Option<string?>("--review")
    {
        Description = "Criteria by which a judge reviews the result.",
        HelpName = "CRITERIA",
    }.NotEmpty();

    public static readonly Option<int?> Retries = Options.Number(
        "--retries",
        "Attempts after the first, each in a new session. Default: the workspace's, else 3. What fails its checks is corrected up to twice within an attempt (settings.maxFixAttempts in .polpo/polpo.json; 0: never).",
        0,
        MostRetries
    );

    public static readonly Option<bool> Merge = new("--merge")
    {
        Description = "Merge into the branch you are on when it is done.",
    };

    public static readonly Option<double?> Priority = Options.Amount(
        "--priority",
        "Higher comes first among what is ready. Default: 1."
    );

    public static readonly Option<DateTimeOffset?> Deadline = Options.Instant(
        "--deadline",
        "When it is due, such as 2027-01-31T17:00Z: a warning before, a notice after."
    );

    public static CreateTask Read(Invocation command, string workspace) =>
        Read(command, workspace, command.Get(Text).Trim());

    public static CreateTask Read(Invocation command, string workspace, string text)
    {
        var checks = (command.Get(Check) ?? []).Select(line => new JsonObject
        {
            ["type"] = "test",
            ["command"] = line,
        });
        var reviews = command.Get(Review) is { } criteria
            ? [new JsonObject { ["type"] = "llm_review", ["criteria"] = criteria }]
            : Array.Empty<JsonObject>();
        return new CreateTask
        {
            Workspace = workspace,
            Title = TitleOf(text),
            Description = text,
            AssignTo = command.Get(Agent),
            Model = command.Get(Model),
            Expectations = [.. checks, .. reviews],
            MaxRetries = command.Get(Retries),
            Priority = command.Get(Priority),
            Deadline = command.Get(Deadline),
            Merge = command.Get(Merge) ? true : null,
        };
    }

    /// <summary>The same as a schedule or a watcher keeps it, to ask for it later.</summary>
    public static JsonObject Order(Invocation command, string text)
    {
        var task = JsonSerializer.SerializeToNode(Read(command, "", text), Wire.Json)!.AsObject(); // an object
        task.Remove("workspace");
        return new JsonObject { ["kind"] = "task", ["task"] = task };
    }

    private static void RefuseEmpty(ArgumentResult result)
    {
        if (result.Tokens.All(token => string.IsNullOrWhiteSpace(token.Value)))
            result.AddError("The task is empty. Say what is to be done: polpo run \"make the tests pass\".");
    }

    private static string TitleOf(string text)
    {
        var line = text.Split('\n')[0].Trim();
        return line.Length <= TitleLength ? line : string.Concat(line.AsSpan(0, TitleLength - 1), "…");
    }
}
