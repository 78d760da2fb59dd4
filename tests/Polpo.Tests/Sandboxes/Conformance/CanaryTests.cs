using System.Diagnostics;
using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>
/// Words are put wherever a secret may be on a machine, readable for everybody, so that nothing but the walls hides them. Inside,
/// everything is looked through for them. One is put where it may be found: else the search would show nothing.
/// </summary>
public abstract class CanaryTests(Rung rung)
{
    private const string Word = "canary-";

    [Fact]
    public async Task Nothing_of_the_server_its_data_folder_or_its_neighbours_is_read_inside()
    {
        var planted = new Planted();
        Environment.SetEnvironmentVariable("POLPO_CANARY", planted.Word("the server's environment"));
        await using var lab = new SandboxLab(rung);
        using var process = Started(planted);
        var folders = Plant(lab, planted);
        var neighbour = await NeighbourAsync(lab, planted);
        var sandbox = await lab.OpenAsync(Own(lab, planted));
        Open(lab);

        var found = await lab.RunAsync(sandbox, Search(folders), 120);

        planted.In(found.Output).ShouldBe(["its own file", "its own variable"], found.Output);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(SandboxLab.Token);
        await neighbour.CloseAsync(SandboxLab.Token);
        planted.In(WrittenBy(lab)).ShouldBeEmpty("a log of the runner holds a secret");
    }

    /// <summary>A process of the host with a word in its arguments and one in its environment.</summary>
    private static Process Started(Planted planted)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "sleep 600; :", planted.Word("a process's arguments")]);
        start.Environment["SECRET"] = planted.Word("a process's environment");
        return Process.Start(start)!;
    }

    private static List<string> Plant(SandboxLab lab, Planted planted)
    {
        var root = Path.GetDirectoryName(lab.Home.Root)!;
        foreach (
            var (place, path) in new[]
            {
                ("the vault", "home/vault/ws_1.json"),
                ("the vault's key", "home/vault.key"),
                ("the database", "home/polpo.db"),
                ("the token of the command line", "home/run/client.token"),
                ("another workspace's worktree", "home/worktrees/other/secret"),
                ("another workspace's repository", "home/repositories/ws_2.git/config"),
                ("an earlier session's output", "home/run/sandboxes-of-old/ses_0/out"),
                ("a stored text", "home/blobs/ab/cdef"),
                ("beside the data folder", "secret"),
            }
        )
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, planted.Word(place));
        }
        return [root, lab.Home.Root];
    }

    /// <summary>A sandbox of another workspace that has words in its files, in its memory and in its output.</summary>
    private static async Task<ISandbox> NeighbourAsync(SandboxLab lab, Planted planted)
    {
        var sandbox = await lab.OpenAsync(
            lab.Spec("ses_2", "ws_2", lab.Worktree("two")) with
            {
                Variables = new Dictionary<string, string> { ["SECRET"] = planted.Word("a neighbour's variable") },
            }
        );
        await lab.RunAsync(
            sandbox,
            $"for d in ~ /tmp /dev/shm .; do echo {planted.Word("a neighbour's file")} > $d/secret; done; sleep 600 > /dev/null 2>&1 & cat secret; echo $SECRET"
        );
        return sandbox;
    }

    private static SandboxSpec Own(SandboxLab lab, Planted planted)
    {
        File.WriteAllText(Path.Combine(lab.Worktree(), "mine"), planted.Word("its own file"));
        return lab.Spec() with
        {
            Variables = new Dictionary<string, string> { ["MINE"] = planted.Word("its own variable") },
        };
    }

    /// <summary>Nothing is left to the permissions of files: what the walls do not hide can be read.</summary>
    private static void Open(SandboxLab lab)
    {
        var root = Path.GetDirectoryName(lab.Home.Root)!;
        using var chmod = Process.Start("chmod", ["-R", "a+rX", root]);
        chmod.WaitForExit();
        chmod.ExitCode.ShouldBe(0);
    }

    /// <summary>By walking over all files, by paths that are known, through other processes, and by their memory's front doors.</summary>
    private static string Search(List<string> known) =>
        $"""
            exec 2>/dev/null
            look() {"{"} grep -rahoE -D skip '[c]anary-[0-9a-f]+' "$@"; {"}"}
            for d in /*; do case $d in /proc|/sys|/usr|/lib*|/bin|/sbin) ;; *) look "$d";; esac; done
            for d in {string.Join(' ', known)}; do
              look $d
              for p in /proc/[0-9]*; do look $p/root$d; look $p/cwd$d; done
            done
            for p in /proc/[0-9]*; do tr '\0' '\n' < $p/environ; tr '\0' '\n' < $p/cmdline; look $p/fd/ $p/cwd/ $p/root/tmp $p/root/root $p/root/home; done
            ls -aR /tmp /dev /run /var/tmp /mnt /media /srv /opt /root
            env; set
            """;

    /// <summary>What the runner has written down by itself.</summary>
    private static string WrittenBy(SandboxLab lab) =>
        string.Concat(
            Directory
                .EnumerateFiles(lab.Home.At("run"), "*", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/sandboxes", StringComparison.Ordinal))
                .Where(path => Path.GetFileName(path) != "client.token")
                .Select(Text)
        );

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // A socket.
            return "";
        }
    }

    /// <summary>The words, each known by the place where it was put.</summary>
    private sealed class Planted
    {
        private readonly Dictionary<string, string> _places = [];

        public string Word(string place)
        {
            var word = CanaryTests.Word + Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());
            _places[word] = place;
            return word;
        }

        public IEnumerable<string> In(string text) =>
            _places
                .Where(one => text.Contains(one.Key, StringComparison.Ordinal))
                .Select(one => one.Value)
                .Order(StringComparer.Ordinal);
    }
}

public sealed class BubblewrapCanaryTests() : CanaryTests(Rung.Bubblewrap);

public sealed class UnprivilegedCanaryTests() : CanaryTests(Rung.Unprivileged);

public sealed class ContainerCanaryTests() : CanaryTests(Rung.Container);
