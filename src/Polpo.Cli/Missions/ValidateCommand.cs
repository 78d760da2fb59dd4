using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission validate</c>: everything that is wrong with a document, before anything runs.</summary>
internal static class ValidateCommand
{
    private static readonly Argument<string> Document = new("FILE")
    {
        Description = $"A mission document, or the name of one in {MissionFile.Folder}.",
    };

    public static Command Build(Surroundings here) =>
        new Command("validate", "Say everything that is wrong with a mission document. Nothing is stored.")
        {
            Document,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                var file = MissionFile.Get(command, command.Get(Document));
                await using var connection = await command.ConnectAsync(cancellationToken);
                var workspace = await command.WorkspaceOrPathAsync(connection.Client, cancellationToken);
                var found = await connection.Client.Missions.ValidateAsync(
                    file.Bytes,
                    workspace,
                    file.Path,
                    file.Name,
                    cancellationToken
                );
                command.Show(found, output => Write(output, file, found));
                return found.Valid ? ExitCode.Done : ExitCode.Refused;
            }
        );

    private static void Write(TextWriter output, MissionFile file, MissionValidationView found)
    {
        foreach (var note in found.Notes)
            output.WriteLine(Plain.Text(Line(file.Path, note)));
        if (found.Valid)
        {
            output.WriteLine(
                Plain.Text($"{file.Path}: \"{found.Name}\" is a mission of {Plain.Count(found.Order.Count, "task")}.")
            );
            return;
        }
        foreach (var problem in found.Problems)
            output.WriteLine(Plain.Text(Line(file.Path, problem)));
        if (found.More > 0)
            output.WriteLine($"… and {found.More} more.");
    }

    public static string Line(string file, MissionProblemView problem) =>
        problem.Line == 0
            ? $"{problem.Path} {problem.Message}"
            : $"{file}:{problem.Line.ToString(CultureInfo.InvariantCulture)}: {problem.Path} {problem.Message}";
}
