using Polpo.Client;

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
            var warnings = (await client.Agents.WarningsAsync(here.Id, cancellationToken)).Items;
            return warnings.Count == 0
                ? new DoctorCheck(Name, true, $"Every field in {here.Path}/.polpo has an effect.", "")
                : new DoctorCheck(
                    Name,
                    true,
                    string.Join(' ', warnings.Select(warning => warning.Message)),
                    "Correct the spelling, or remove what has no effect.",
                    "What these fields say does not hold."
                );
        }
        catch (PolpoException refused)
        {
            return new DoctorCheck(Name, false, refused.Message, "Correct the file.", "No task can start here.");
        }
    }
}
