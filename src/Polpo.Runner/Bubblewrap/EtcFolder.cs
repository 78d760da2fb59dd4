using System.Globalization;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Bubblewrap;

/// <summary>The few files of <c>/etc</c> that are ours: the host's names, users and resolvers are nobody's business inside.</summary>
internal static class EtcFolder
{
    public static readonly string[] Files = ["passwd", "group", "hosts", "nsswitch.conf"];

    /// <summary>What of it lies in a folder: the authorities are there only where a secret is lent.</summary>
    public static IEnumerable<string> In(string folder) =>
        Files.Append(Path.GetFileName(Within.Authorities)).Where(name => File.Exists(Path.Combine(folder, name)));

    public static void Write(string folder, uint user)
    {
        Directory.CreateDirectory(folder);
        var id = user.ToString(CultureInfo.InvariantCulture);
        var texts = new[]
        {
            $"root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:{id}:{id}:agent:{Within.Home}:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
            $"root:x:0:\nagent:x:{id}:\nnogroup:x:65534:\n",
            "127.0.0.1 localhost\n::1 localhost\n",
            "passwd: files\ngroup: files\nhosts: files\n",
        };
        foreach (var (name, text) in Files.Zip(texts))
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        }
    }
}
