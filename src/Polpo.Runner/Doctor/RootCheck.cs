using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doctor;

/// <summary>Whether sandboxes can be started from the directories that were named for it.</summary>
internal static class RootCheck
{
    public static IEnumerable<InspectCheck> Run(IReadOnlyList<string> roots) => roots.Select(Run);

    private static InspectCheck Run(string root)
    {
        const string Name = "image";
        try
        {
            RootFolder.Check(root);
            return new InspectCheck(Name, true, $"{root} ({System(root)})", "");
        }
        catch (RunnerFault fault)
        {
            return new InspectCheck(Name, false, fault.Message, $"mmdebstrap --variant=minbase bookworm {root}")
            {
                Cost = "No sandbox that starts from it can be opened.",
            };
        }
    }

    private static string System(string root)
    {
        const string Title = "PRETTY_NAME=";
        var file = new[] { "etc/os-release", "usr/lib/os-release" }
            .Select(path => Path.Combine(root, path))
            .FirstOrDefault(path => new FileInfo(path) is { Exists: true, LinkTarget: null });
        return (file is null ? null : File.ReadLines(file).FirstOrDefault(IsTitle))?[Title.Length..].Trim('"')
            ?? "it does not say what it is";

        static bool IsTitle(string line) => line.StartsWith(Title, StringComparison.Ordinal);
    }
}
