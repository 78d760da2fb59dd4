using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Agents;

/// <summary>The <c>settings</c> of a workspace's <c>.polpo/polpo.json</c>, as they are written there.</summary>
public sealed class SettingsCommands(AgentRoster roster, IDatabase database)
{
    private const string Field = "settings";
    private const int LargestSettings = 256 * 1024;
    private const int LargestFact = 12 * 1024;

    /// <summary>Empty when there are none.</summary>
    /// <exception cref="RefusedException">The file says something wrong.</exception>
    public JsonObject Read(Workspace workspace)
    {
        var project = roster.Files(workspace.RepositoryPath).Project;
        return project?.Root[Field] is { Kind: JsonTokenType.StartObject } part
            ? JsonNode.Parse(part.Raw)!.AsObject()
            : [];
    }

    /// <summary>Sets those that are given; others stay, and so does every other byte of the file.</summary>
    /// <exception cref="RefusedException">A value is wrong; nothing was written.</exception>
    public async Task<JsonObject> ChangeAsync(
        Workspace workspace,
        JsonObject settings,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (JsonSerializer.SerializeToUtf8Bytes(settings).Length > LargestSettings)
            throw new RefusedException(Refusal.OverLimit, $"The settings have more than {LargestSettings / 1024} KB.");
        if (Change(workspace.RepositoryPath, settings) is { Count: > 0 } changed)
            await database.WriteAsync(
                workspace.Id,
                work =>
                {
                    work.Append(workspace.Id, caller.Actor, new SettingsChanged(FactText.Some(changed, LargestFact)));
                    return Task.CompletedTask;
                },
                cancellationToken
            );
        return Read(workspace);
    }

    /// <returns>The names of those that are different now.</returns>
    private IReadOnlyList<string> Change(string repositoryPath, JsonObject settings)
    {
        lock (roster.Gate)
        {
            var before = roster.Files(repositoryPath);
            var text = before.Project ?? JsonText.Of(PolpoFolder.ProjectName, "{}"u8.ToArray());
            var changed = Changed(text.Root[Field], settings);
            if (changed.Count == 0)
                return [];
            var folder = before.Folder with { Project = Edited(text, settings, changed) };
            RosterFiles.Of(folder);
            if (!PolpoFolder.Read(repositoryPath).SameAs(before.Folder))
                throw new RefusedException(
                    Refusal.Conflict,
                    "The files in `.polpo` were changed by someone else at this moment. Nothing was written; try again."
                );
            folder.Write([(PolpoFolder.ProjectName, folder.Project)]);
            return changed;
        }
    }

    private static List<string> Changed(JsonPart? there, JsonObject settings) =>
        [
            .. settings
                .Where(setting =>
                    !JsonNode.DeepEquals(
                        there?[setting.Key] is { } part ? JsonNode.Parse(part.Raw) : null,
                        setting.Value
                    )
                )
                .Select(setting => setting.Key),
        ];

    private static byte[] Edited(JsonText text, JsonObject settings, List<string> changed)
    {
        var edit = new JsonEdit(text);
        var all = new JsonObject(changed.Select(name => KeyValuePair.Create(name, settings[name]?.DeepClone())));
        switch (text.Root.Members.FirstOrDefault(member => member.Name == Field)?.Value)
        {
            case null:
                edit.Append(text.Root, Field, all);
                break;
            case { Members.Count: 0 } nothing:
                edit.Replace(nothing, all);
                break;
            case var there:
                foreach (var name in changed)
                    Set(edit, there, name, all[name]);
                break;
        }
        return edit.Apply();
    }

    private static void Set(JsonEdit edit, JsonPart there, string name, JsonNode? value)
    {
        var given =
            value?.DeepClone()
            ?? throw new RefusedException(
                Refusal.Invalid,
                $"settings.{name} is null. Leave it out, or give it a value."
            );
        if (there.Members.FirstOrDefault(member => member.Name == name) is { } member)
            edit.Replace(member.Value, given);
        else
            edit.Append(there, name, given);
    }
}
