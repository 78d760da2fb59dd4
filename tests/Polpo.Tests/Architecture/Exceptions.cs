namespace Polpo.Tests.Architecture;

/// <summary>
/// Places that break a rule and are known: <c>Approved/architecture/{name}.txt</c>, one a line, <c># why</c> behind it. A place that is
/// not listed fails, and so does a line that no place needs any more: the list only shrinks.
/// </summary>
internal static class Exceptions
{
    public static void ShouldBeListed(string name, string rule, IEnumerable<string> found)
    {
        var places = found.Distinct().Order(StringComparer.Ordinal).ToList();
        if (Environment.GetEnvironmentVariable("POLPO_APPROVE") == "1")
            Rewrite(name, places);
        var listed = Lines(name).Select(Place).ToList();
        places.Except(listed).ShouldBeEmpty($"{rule} These break it:");
        listed
            .Except(places)
            .ShouldBeEmpty($"These keep the rule now. Remove their lines from Approved/architecture/{name}.txt:");
    }

    /// <summary>Keeps the reasons that stand in the list.</summary>
    private static void Rewrite(string name, IReadOnlyList<string> places)
    {
        var known = Lines(name).ToDictionary(Place);
        var lines = places.Select(place => known.GetValueOrDefault(place, $"{place} # why?"));
        if (places.Count == 0)
            File.Delete(At(name));
        else
            File.WriteAllText(At(name), string.Concat(lines.Select(line => line + "\n")));
    }

    private static string Place(string line) => line.Split(" # ")[0].Trim();

    private static IEnumerable<string> Lines(string name) =>
        File.Exists(At(name)) ? File.ReadAllLines(At(name)).Where(line => line.Length > 0) : [];

    private static string At(string name) =>
        Path.Combine(
            Directory
                .CreateDirectory(Path.Combine(SourceTree.Root, "tests", "Polpo.Tests", "Approved", "architecture"))
                .FullName,
            $"{name}.txt"
        );
}
