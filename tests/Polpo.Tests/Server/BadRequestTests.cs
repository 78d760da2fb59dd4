using System.Net;
using System.Net.Http.Json;
using System.Text;
using Polpo.Client;
using Polpo.Core.Identity;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>Whatever is sent, the answer names what is wrong with it.</summary>
public sealed class BadRequestTests : ServerSuite
{
    [Theory]
    [InlineData("{}", "lacks the required field \"path\"")]
    [InlineData("""{"path": 5}""", "The field \"path\" must be a text (line 1")]
    [InlineData("""{"path": null}""", "\"path\"")]
    [InlineData("""{"path": "/x", "nme": "y"}""", "\"nme\" that is not known")]
    [InlineData("""{"path": "/x", "nmae": "y"}""", "\"nmae\" that is not known here. Did you mean \"name\"?")]
    [InlineData(
        """{"path": "/x", "path": "/y"}""",
        "the field \"path\" twice in one object. Leave one of them out (line 1, byte 16)"
    )]
    [InlineData("""{"path": "/x\u0000"}""", "a NUL character (\\u0000). Leave it out (line 1, byte 10)")]
    [InlineData("""{"path": "\udc00"}""", "half a character")]
    [InlineData("""{"path": "/x",""", "not JSON of the expected shape (line 1, byte 14")]
    [InlineData("[]", "not JSON of the expected shape")]
    [InlineData("null", "no body")]
    [InlineData("", "no body")]
    public async Task A_body_that_cannot_be_read_is_refused_by_its_field(string body, string sentence)
    {
        var (status, detail) = await PostAsync(new StringContent(body, Encoding.UTF8, "application/json"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        detail.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("tasks", """{"title": "x", "expectations": [{"type": "test"}, null]}""", "expectations[1]")]
    [InlineData("tasks", """{"title": "x", "dependsOn": [null]}""", "dependsOn[0]")]
    [InlineData("webhooks", """{"url": "https://example.com", "events": [null]}""", "events[0]")]
    [InlineData("storage/clean", """{"dryRun": true, "kinds": ["blobs", null]}""", "kinds[1]")]
    public async Task A_null_in_a_list_is_refused_by_its_place(string route, string body, string place)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Polpo.Http.PostAsync("/api/v1/" + route, content, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DetailAsync(answer)).ShouldStartWith($"The field \"{place}\" must be a value, and not null");
    }

    [Fact]
    public async Task A_check_with_a_misspelt_field_is_refused_and_no_task_is_made()
    {
        await Repositories.OpenAsync(Polpo, await Polpo.Get<Users>().LocalAsync(Stop), Stop);
        const string body = """{"title": "x", "expectations": [{"type": "test", "comand": "make"}]}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Polpo.Http.PostAsync("/api/v1/tasks", content, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DetailAsync(answer)).ShouldBe("expectations[0].comand is no field of a test. Did you mean \"command\"?");
        (await Polpo.Api.Tasks.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deadline_that_is_past_is_refused_with_the_time_that_it_is()
    {
        var made = await MadeDraftAsync();
        foreach (var (method, path) in new[] { (HttpMethod.Post, "tasks"), (HttpMethod.Patch, $"tasks/{made}") })
        {
            using var request = Request(method, $"/api/v1/{path}");
            request.Content = JsonContent.Create(
                method == HttpMethod.Post
                    ? new { title = "late", deadline = "2001-01-31T17:00:00+02:00" }
                    : (object)new { deadline = "2001-01-31T17:00:00+02:00" }
            );
            using var answer = await Polpo.Http.SendAsync(request, Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await DetailAsync(answer)).ShouldStartWith("The deadline 2001-01-31 17:00 +02:00 is past: it is 20");
        }
        (await Polpo.Api.Tasks.GetAsync(made, Stop)).Deadline.ShouldBeNull();
    }

    private async Task<string> MadeDraftAsync()
    {
        await Repositories.OpenAsync(Polpo, await Polpo.Get<Users>().LocalAsync(Stop), Stop);
        return (await Polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "there", Draft = true }, Stop)).Id;
    }

    [Fact]
    public async Task A_text_that_is_not_UTF_8_is_refused()
    {
        using var content = new ByteArrayContent([.. "{\"path\": \"/"u8, 0xff, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        var (status, detail) = await PostAsync(content);
        status.ShouldBe(HttpStatusCode.BadRequest);
        detail.ShouldContain("not UTF-8");
    }

    [Fact]
    public async Task A_NUL_in_an_address_is_refused_by_its_name()
    {
        using var answer = await Polpo.Http.GetAsync("/api/v1/workspaces?path=%2fx%00y", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DetailAsync(answer)).ShouldBe("The value of \"path\" has a NUL character (%00). Leave it out.");
    }

    [Fact]
    public async Task A_form_is_refused()
    {
        var (status, detail) = await PostAsync(new FormUrlEncodedContent([new("path", "/x")]));
        status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        detail.ShouldContain("application/json");
    }

    [Fact]
    public async Task A_body_above_one_megabyte_is_refused()
    {
        var (status, detail) = await PostAsync(
            new StringContent($$"""{"path": "{{new string('x', 1024 * 1024)}}"}""", Encoding.UTF8, "application/json")
        );
        status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        detail.ShouldContain("1 MB");
    }

    [Theory]
    [InlineData("events?after=soon", "\"after\" cannot be \"soon\": it must be a whole number.")]
    [InlineData("events?after=1&follow=perhaps", "\"follow\" cannot be \"perhaps\": it must be true or false.")]
    [InlineData("tasks?take=99999999999", "\"take\" cannot be \"99999999999\": it must be a whole number.")]
    public async Task A_query_value_of_the_wrong_kind_is_named(string path, string sentence)
    {
        using var answer = await Polpo.Http.GetAsync("/api/v1/" + path, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DetailAsync(answer)).ShouldBe(sentence);
    }

    [Fact]
    public async Task An_id_of_another_kind_is_refused_in_words()
    {
        using var answer = await Polpo.Http.GetAsync("/api/v1/workspaces/task_1", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DetailAsync(answer)).ShouldContain("is not the id of a workspace");
    }

    [Fact]
    public async Task A_method_that_a_route_lacks_is_named()
    {
        using var answer = await Polpo.Http.DeleteAsync("/api/v1/workspaces", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await DetailAsync(answer)).ShouldContain("does not answer to DELETE");
    }

    private async Task<(HttpStatusCode Status, string Detail)> PostAsync(HttpContent content)
    {
        using var answer = await Polpo.Http.PostAsync("/api/v1/workspaces", content, Stop);
        return (answer.StatusCode, await DetailAsync(answer));
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<Problem>(Wire.Json, Stop))!.Detail!;
}
