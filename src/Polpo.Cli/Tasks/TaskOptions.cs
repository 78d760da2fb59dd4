using System.CommandLine;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Tasks;

/// <summary>What <c>run</c> and <c>task add</c> take to describe a task.</summary>
internal static class TaskOptions
{
    private const int TitleLength = 80;

    public static readonly Argument<string> Text = new("TEXT")
    {
        Description = "What is to be done. Its first line is the title.",
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

    public static readonly Option<string[]> Check = new("--check")
    {
        Description = "A command that must exit 0 on the result. Repeatable.",
        HelpName = "CMD",
        Arity = ArgumentArity.OneOrMore,
    };

    public static readonly Option<string?> Review = new("--review")
    {
        Description = "Criteria by which a judge reviews the result.",
        HelpName = "CRITERIA",
    };

    public static readonly Option<int?> Retries = new("--retries")
    {
        Description = "Attempts after the first. Default: the workspace's, else 3.",
        HelpName = "N",
    };

    public static readonly Option<bool> Merge = new("--merge")
    {
        Description = "Merge into the branch you are on when it is done.",
    };

    public static CreateTask Read(Invocation command, string workspace)
    {
        var text = command.Get(Text).Trim();
        if (text.Length == 0)
            throw new RefusedException(
                Refusal.Invalid,
                "The task is empty. Say what is to be done: polpo run \"make the tests pass\"."
            );
        if (command.Get(Retries) is < 0)
            throw new RefusedException(Refusal.Invalid, "--retries must be 0 or more.");
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
            Merge = command.Get(Merge) ? true : null,
        };
    }

    private static string TitleOf(string text)
    {
        var line = text.Split('\n')[0].Trim();
        return line.Length <= TitleLength ? line : string.Concat(line.AsSpan(0, TitleLength - 1), "…");
    }
}
