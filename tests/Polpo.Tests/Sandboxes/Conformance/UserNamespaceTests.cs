namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>Who makes a user namespace has every right in it, and the kernel's least tried doors before him.</summary>
public abstract class UserNamespaceTests(Rung rung)
{
    [Fact]
    public async Task None_can_be_made()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, "true && unshare -U true")).ExitCode.ShouldBe(1);
    }
}
