using Polpo.Cli.Missions;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Status;

/// <summary>Looks at the <c>.polpo</c> folder of the repository that one stands in, where Polpo knows it.</summary>
internal static class ConfigurationCheck
{
    private const string Name = ".polpo files";

    /// <summary>Null outside of a known repository.</summary>
    public static async Task<DoctorCheck?> FindAsync(
        PolpoClient client,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var here = (await client.Workspaces.ListAsync(cancellationToken)).Items.FirstOrDefault(one =>
            $"{folder}/".StartsWith($"{one.Path.TrimEnd('/')}/", StringComparison.Ordinal)
        );
        if (here is null)
            return null;
        try
        {
            string[] idle =
            [
                .. (await client.Agents.WarningsAsync(here.Id, cancellationToken)).Items.Select(one => one.Message),
                .. await MissionsAsync(client, here, cancellationToken),
                .. (await client.Playbooks.ListAsync(here.Id, cancellationToken))
                    .Items.Where(one => one.Problem is not null)
                    .Select(one => $"Playbook {one.Name} cannot be run. {one.Problem}"),
            ];
            return idle.Length == 0
                ? new DoctorCheck(Name, true, $"Every field in {here.Path}/.polpo has an effect.", "")
                : new DoctorCheck(
                    Name,
                    true,
                    string.Join('\n', idle),
                    "Correct the spelling, or remove what has no effect.",
                    "What these fields say does not hold."
                );
        }
        catch (PolpoException refused)
        {
            return new DoctorCheck(Name, false, refused.Message, "Correct the file.", "No task can start here.");
        }
    }

    /// <summary>What is wrong with the repository's mission files, and what has no effect in them.</summary>
    private static async Task<IReadOnlyList<string>> MissionsAsync(
        PolpoClient client,
        WorkspaceView here,
        CancellationToken cancellationToken
    )
    {
        // A server elsewhere has another clone.
        if (!Directory.Exists(here.Path))
            return [];
        var found = new List<string>();
        foreach (var name in MissionFile.Names(here.Path))
        {
            try
            {
                var file = MissionFile.Of(here.Path, name);
                var read = await client.Missions.ValidateAsync(
                    file.Bytes,
                    here.Id,
                    file.Path,
                    file.Name,
                    cancellationToken
                );
                found.AddRange(read.Problems.Concat(read.Notes).Select(one => ValidateCommand.Line(file.Path, one)));
            }
            catch (RefusedException unread)
            {
                found.Add(unread.Message);
            }
        }
        return found;
    }
}
