using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Access;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Halts;

/// <summary><c>polpo halt</c>: has agents stand still, and go on.</summary>
internal static class HaltCommand
{
    private static readonly Option<string?> Workspace = new("--workspace")
    {
        Description = "Only this workspace: an id, or the repository's folder. Default: everything.",
        HelpName = "W",
    };

    private static readonly Option<string?> Person = new("--person")
    {
        Description = "Only what this person's agents do, in every workspace: a name or an id.",
        HelpName = "P",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why: everybody whose work waits reads it.",
        HelpName = "TEXT",
        Required = true,
    };

    private static readonly Argument<string> Id = new("HALT") { Description = "The halt's id; polpo halt list." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "halt",
            "Emergency stop and drain: stop, drain, list, lift.",
            Declare(
                here,
                "stop",
                "Stop agents now: no model is asked, commands are frozen where they are. Lifting it has all go on."
            ),
            Declare(here, "drain", "Let what runs go on to its end, and nothing new begin."),
            List(here),
            Lift(here)
        );

    private static Command Declare(Surroundings here, string kind, string description) =>
        new Command(kind, description) { Workspace, Person, Reason }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var workspace = command.Get(Workspace) is { } named
                    ? named.StartsWith("ws_", StringComparison.Ordinal)
                        ? named
                        : Path.GetFullPath(named, here.Folder)
                    : null;
                var halt = await client.Halts.DeclareAsync(
                    new DeclareHalt(kind, command.Get(Reason)!, workspace, command.Get(Person)), // required
                    cancellationToken
                );
                command.Show(
                    halt,
                    output =>
                    {
                        output.WriteLine(
                            kind == "stop"
                                ? $"Stopped ({Plain.Text(halt.Of)}): {halt.Running} turns under way wait where they are."
                                : $"Drained ({Plain.Text(halt.Of)}): nothing new begins, {halt.Running} turns go on to their end."
                        );
                        output.WriteLine($"Have it go on: polpo halt lift {halt.Id}");
                    }
                );
            }
        );

    private static Command List(Surroundings here) =>
        new Command("list", "List what stands still, and how much of it is still under way.").AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var halts = (await client.Halts.ListAsync(cancellationToken)).Items;
                command.ShowAll(halts, output => Write(output, halts));
            }
        );

    private static Command Lift(Surroundings here) =>
        new Command("lift", "Lift a halt: what it held goes on where it stood.") { Id }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                await client.Halts.LiftAsync(command.Get(Id), cancellationToken);
                command.Show(
                    new { lifted = command.Get(Id) },
                    output => output.WriteLine($"{Plain.Text(command.Get(Id))} is lifted.")
                );
            }
        );

    private static void Write(TextWriter output, IReadOnlyList<HaltView> halts)
    {
        if (halts.Count == 0)
            output.WriteLine("Nothing stands still.");
        else
            Plain.Table(
                output,
                ["ID", "KIND", "OF", "SINCE", "BY", "RUNNING", "REASON"],
                halts.Select(halt =>
                    new[]
                    {
                        halt.Id,
                        halt.Kind,
                        halt.Of,
                        halt.Since.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                        halt.By,
                        halt.Running.ToString(CultureInfo.InvariantCulture),
                        halt.Reason,
                    }
                )
            );
    }
}
