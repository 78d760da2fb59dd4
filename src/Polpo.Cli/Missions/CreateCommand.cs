using System.CommandLine;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission create</c>: stores a document as a draft.</summary>
internal static class CreateCommand
{
    private static readonly Argument<string> Document = new("FILE")
    {
        Description = $"A mission document, or the name of one in {MissionFile.Folder}.",
    };

    public static Command Build(Surroundings here) =>
        new Command("create", "Store a mission document as a draft; run it later.")
        {
            Document,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var file = MissionFile.Get(command, command.Get(Document));
                var mission = await client.Missions.CreateAsync(
                    file.Bytes,
                    workspace,
                    file.Path,
                    file.Name,
                    cancellationToken
                );
                command.Show(
                    mission,
                    output =>
                        output.WriteLine(
                            Plain.Text($"{mission.Id} is \"{mission.Name}\". Run it: polpo mission run {mission.Id}")
                        )
                );
            }
        );
}
