using System.Runtime.CompilerServices;
using Shouldly;

namespace Polpo.Tests;

/// <summary>
/// Compares a text with the print that was approved: <c>tests/Polpo.Tests/Approved/{name}</c>. What differs is written beside it as
/// <c>{name}.received</c>; whoever agrees with the change renames that file. <c>POLPO_APPROVE=1</c> does so for a whole run.
/// </summary>
internal static class Approved
{
    public static void Match(string name, string text)
    {
        var path = Path.Combine(Folder(), name);
        var received = path + ".received";
        var actual = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("POLPO_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (approved == actual)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(received, actual);
        actual.ShouldBe(
            approved,
            $"{name} differs from what was approved. If the change is meant, rename {Path.GetFileName(received)} to {Path.GetFileName(name)}."
        );
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
