using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission edit</c>: changes a document, all or nothing, also while it runs.</summary>
internal static class EditCommand
{
    private static readonly Argument<string> Edits = new("EDITS")
    {
        Description =
            "A JSON list, or a file with one. Each entry has an op: addTask {task}, updateTask {title, changes}, removeTask {title}, reorderTasks {titles}, add {list, value}, update {list, name, changes}, remove {list, name}, set {field, value}.",
    };

    public static Command Build(Surroundings here) =>
        new Command(
            "edit",
            "Change a mission, all or nothing, also while it runs. Tasks that have begun stay as they are."
        )
        {
            MissionCommand.Named,
            Edits,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                var mission = await client.Missions.EditAsync(id, Read(command), cancellationToken);
                command.Show(mission, output => output.WriteLine(Plain.Text($"\"{mission.Name}\" is changed.")));
            }
        );

    private static JsonObject[] Read(Invocation command)
    {
        var text = command.Get(Edits);
        var file = Path.GetFullPath(text, command.Here.Folder);
        try
        {
            return JsonSerializer.Deserialize<JsonObject[]>(File.Exists(file) ? File.ReadAllText(file) : text) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"The edits are no JSON list of objects ({JsonFault.Of(wrong)}). Such as: [{{\"op\": \"removeTask\", \"title\": \"…\"}}]",
                wrong
            );
        }
    }
}
