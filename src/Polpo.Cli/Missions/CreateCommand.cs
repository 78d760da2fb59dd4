using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission create</c>: stores a document as a draft.</summary>
internal static class CreateCommand
{
    private static readonly Argument<string> Document = new("FILE|SENTENCE")
    {
        Description = $"A mission document, the name of one in {MissionFile.Folder}, or what you want in a sentence.",
    };

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "The model that drafts a mission from a sentence.",
        HelpName = "PROVIDER/MODEL",
    };

    public static Command Build(Surroundings here) =>
        new Command("create", "Store a mission as a draft: a document, or one that a model writes from your sentence.")
        {
            Document,
            Model,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var mission = await StoreAsync(command, client, workspace, cancellationToken);
                command.Show(
                    mission,
                    output =>
                        output.WriteLine(
                            Plain.Text(
                                $"{mission.Id} is \"{mission.Name}\". Look: polpo mission show {mission.Id}  Run: polpo mission run {mission.Id}"
                            )
                        )
                );
            }
        );

    private static Task<MissionView> StoreAsync(
        Invocation command,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var text = command.Get(Document);
        var file = text.Contains(' ', StringComparison.Ordinal)
            ? MissionFile.Find(command, text)
            : MissionFile.Get(command, text);
        return file is null
            ? client.Missions.DraftAsync(new DraftMission(text, workspace, command.Get(Model)), cancellationToken)
            : client.Missions.CreateAsync(file.Bytes, workspace, file.Path, file.Name, cancellationToken);
    }
}
