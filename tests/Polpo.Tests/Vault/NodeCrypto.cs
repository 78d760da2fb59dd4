using System.Diagnostics;

namespace Polpo.Tests.Vault;

/// <summary>A second implementation of the ciphers, in a process of its own: what it makes we read, and what we make it reads.</summary>
internal static class NodeCrypto
{
    /// <summary>What the script prints, with the input at its <c>input</c>.</summary>
    public static async Task<string> RunAsync(string script, string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "node",
            [
                "-e",
                $"const crypto=require('crypto');const input=JSON.parse(require('fs').readFileSync(0,'utf8'));{script}",
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        var said = node.StandardError.ReadToEndAsync(cancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(cancellationToken);
        await node.WaitForExitAsync(cancellationToken);
        node.ExitCode.ShouldBe(0, await said);
        return output;
    }
}
