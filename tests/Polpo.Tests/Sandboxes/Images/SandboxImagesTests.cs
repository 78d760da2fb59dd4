using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Sandboxes.Images;

public sealed class SandboxImagesTests
{
    [Fact]
    public void A_name_stands_for_an_image_or_a_directory()
    {
        var images = SandboxImages.Read("/srv/base", "node22=/srv/node22, jdk = eclipse-temurin:21");

        images.Of(null).ShouldBe("/srv/base");
        images.Of("node22").ShouldBe("/srv/node22");
        images.Of("jdk").ShouldBe("eclipse-temurin:21");
    }

    [Fact]
    public void Without_any_the_hosts_own_system_is_taken()
    {
        SandboxImages.Read(" ", null).Of(null).ShouldBeNull();
        Should
            .Throw<RefusedException>(() => SandboxImages.None.Of("node22"))
            .Message.ShouldContain("this installation offers none.");
    }

    [Theory]
    [InlineData("node22")]
    [InlineData("=x")]
    [InlineData("node22=")]
    [InlineData("a/b=/srv/x")]
    [InlineData("a=/srv/x,a=/srv/y")]
    public void What_cannot_be_read_is_refused(string named) =>
        Should
            .Throw<RefusedException>(() => SandboxImages.Read(null, named))
            .Message.ShouldContain("POLPO_SANDBOX_IMAGES");

    [Fact]
    public async Task Without_a_sandbox_no_image_is_passed_over_in_silence()
    {
        await using var lab = new SandboxLab(
            Rung.None,
            new SandboxOptions { Images = SandboxImages.Read(null, "small=/srv/small") }
        );

        (
            await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync(lab.Spec() with { Image = "small" }))
        ).Message.ShouldContain("cannot be had in a sandbox of the kind none");
    }
}
