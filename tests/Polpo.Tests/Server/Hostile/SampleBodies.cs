namespace Polpo.Tests.Server.Hostile;

/// <summary>Bodies with all that may stand in them, where the document's schema leaves that open.</summary>
internal static class SampleBodies
{
    private const string Checks = """
        [{"type":"test","command":"npm test"},{"type":"script","command":"true","expectExitCode":0},
         {"type":"file_exists","paths":["a.txt"],"confidence":"firm"},
         {"type":"llm_review","criteria":"It is good.","threshold":3,"dimensions":[{"name":"style","weight":1,"description":"How it reads."}]}]
        """;

    private const string Outcomes = """[{"type":"file","label":"The file","path":"a.txt","required":false}]""";

    private const string Task = $$"""
        {"title":"new","description":"Do it.","assignTo":"dev","priority":2,"expectations":{{Checks}},"expectedOutcomes":{{Outcomes}},
         "metrics":[{"name":"size","command":"wc -c a.txt","threshold":1}],"maxRetries":1,"maxDuration":1000,
         "retryPolicy":{"escalateAfter":1,"fallbackAgent":"lead","escalateModel":"openai/gpt-5"},"sideEffects":false,"model":"openai/gpt-5"}
        """;

    private const string Agent = """
        {"name":"new","role":"Developer","model":"openai/gpt-5","reportsTo":"lead","allowedTools":["bash"],"allowedPaths":["src"],
         "systemPrompt":"Be good.","skills":["review"],"maxTurns":10,"maxConcurrency":1,"reasoning":"low","allowedHosts":["registry.npmjs.org"],
         "identity":{"displayName":"New","title":"Dev","bio":"x","responsibilities":["all"],"tone":"calm","personality":"kind"}}
        """;

    public const string Webhook = """{"url":"https://203.0.113.7/polpo","events":["task:*"],"description":"ours"}""";

    public const string Schedule = """
        {"name":"nightly","description":"each night","timing":{"kind":"cron","expression":"0 3 * * *","timezone":"Europe/Berlin","endsAt":"2099-01-01T00:00:00Z"},
         "invocation":{"kind":"task","task":{"title":"tidy up","expectations":[{"type":"test","command":"true"}]}},
         "policy":{"catchUp":"skip","misfireGraceSeconds":300,"maxConcurrency":1},"metadata":{"a":[1,{"b":"c"}]}}
        """;

    private const string SaidSchedule = """
        {"timing":{"kind":"once","at":"2098-12-01T09:00","timezone":"UTC"},
         "invocation":{"kind":"agent","agent":"dev","messages":[{"role":"user","content":"Look at it."}],"session":"new","model":"openai/gpt-5"}}
        """;

    public static string Watcher(string task) =>
        $$"""
            {"taskId":"{{task}}","targetStatus":"done","action":{"kind":"task","task":{"title":"after it","expectations":[{"type":"test","command":"true"}] } } }
            """;

    public static string Mission(string name) =>
        $$"""
            {"name":"{{name}}","prompt":"As asked.","maxConcurrency":2,"qualityThreshold":3,"deadline":"2099-01-01T00:00:00Z","endDate":"2099-02-01T00:00:00Z",
             "schedule":"0 3 * * *","team":[{"name":"helper","role":"Helper","reportsTo":"lead"}],
             "tasks":[{{Task}},{"title":"b","dependsOn":["new"],"assignTo":"helper"}],
             "qualityGates":[{"name":"good","afterTasks":["new"],"blocksTasks":["b"],"requireAllPassed":true,"minScore":2,"condition":"failed == 0","notifyChannels":["ops"]}],
             "checkpoints":[{"name":"look","afterTasks":["new"],"blocksTasks":["b"],"message":"Look."}],
             "delays":[{"name":"rest","afterTasks":["new"],"blocksTasks":["b"],"duration":"PT1S"}]}
            """;

    public static string Playbook(string name) =>
        $$$"""
            {"name":"{{{name}}}","description":"Fix one thing.","version":"1.0.0","author":"ana","tags":["bugs"],
             "parameters":[{"name":"what","required":true,"description":"What is broken.","type":"string"},
                           {"name":"retries","type":"number","default":1,"enum":[1,2]}],
             "mission":{"name":"Fix {{what}}","tasks":[{"title":"Fix it","description":"{{what}}","maxRetries":"{{retries}}" } ] } }
            """;

    private const string Settings = """
        {"maxRetries":2,"taskTimeout":60000,"maxConcurrency":2,"allowedHosts":["registry.npmjs.org"],"deniedHosts":["evil.example"],
         "sla":{"warningThreshold":0.8,"violationAction":"fail"},
         "approvalGates":[{"id":"g","name":"Ask","hook":"task:complete","handler":"human","condition":"task.priority > 2","timeoutMs":1000}],
         "escalationPolicy":{"name":"p","levels":[{"level":0,"handler":"human"}]}}
        """;

    /// <summary>What each task gets is said of a workspace only.</summary>
    private const string Budget =
        """{"usd":100,"tokens":1000000,"runs":100,"minutes":600,"block":true,"warnPercent":80,"refuseUnpriced":false}""";

    private const string Edits = """
        {"edits":[{"op":"addTask","task":{"title":"c"}},{"op":"updateTask","title":"b","changes":{"priority":3}},
         {"op":"reorderTasks","titles":["b","new","c"]},{"op":"removeTask","title":"c"},{"op":"set","field":"maxConcurrency","value":3},
         {"op":"update","list":"delays","name":"rest","changes":{"duration":"PT2S"}}]}
        """;

    /// <summary>By the route, or by the name of the schema.</summary>
    public static Dictionary<string, string> For(string task, string repository) =>
        new(StringComparer.Ordinal)
        {
            ["AddUser"] = """{"name":"Ana","roles":["Developer"]}""",
            ["SetRoles"] = """{"roles":["Developer","QA"]}""",
            ["SetRole"] = """{"permissions":["sessions.view_all"]}""",
            ["CreateKey"] = $$"""
                {"name":"ci","workspace":"{{repository}}","permissions":["sessions.create"],"expiresAt":"2099-01-01T00:00:00Z"}
                """,
            ["OpenWorkspace"] = $$"""{"path":"{{repository}}","name":"shop"}""",
            ["CreateTask"] =
                Task.TrimEnd()[..^1]
                + ""","deadline":"2099-01-01T00:00:00Z","dependsOn":["there"],"draft":true,"merge":false}""",
            ["AgentEntry"] = $$"""{"agent":{{Agent}},"teamName":"web"}""",
            ["PUT /api/v1/agents/{name}"] =
                $$"""{"agent":{{Agent.Replace("\"new\"", "\"dev\"", StringComparison.Ordinal)}},"teamName":"web"}""",
            ["CreateSchedule"] = Schedule,
            ["PatchSchedule"] = SaidSchedule,
            ["CreateWebhook"] = Webhook,
            ["PatchWebhook"] =
                """{"url":"https://203.0.113.7/two","events":["task:completed"],"description":"x","status":"paused"}""",
            ["CreateWatcher"] = Watcher(task),
            ["DraftMission"] = """{"prompt":"Make it so.","model":"openai/gpt-5"}""",
            ["EditMission"] = Edits,
            ["CleanStorage"] = """{"dryRun":true,"kinds":["blobs"],"olderThan":"30d"}""",
            ["SetSecret"] = """{"value":"a long enough secret","hosts":["api.example.com"]}""",
            ["PUT /api/v1/budgets/global"] = Budget,
            ["PUT /api/v1/budgets/tasks/{id}"] = Budget,
            ["RunPlaybook"] = """{"parameters":{"what":"the door","retries":1}}""",
            ["ChangeTask"] = """{"priority":3,"deadline":"2099-01-01T00:00:00Z","noDeadline":false}""",
            ["JsonObject"] = Settings,
            ["POST /api/v1/missions"] = Mission("new"),
            ["POST /api/v1/missions/validate"] = Mission("new"),
            ["PUT /api/v1/missions/{id}"] = """
                {"name":"there","tasks":[{"title":"new"},{"title":"b"}],"delays":[{"name":"rest","afterTasks":["new"],"blocksTasks":["b"],"duration":"PT1S"}]}
                """,
            ["POST /api/v1/playbooks"] = Playbook("new"),
            ["POST /api/v1/playbooks/validate"] = Playbook("new"),
            ["PUT /api/v1/playbooks/{name}"] = Playbook("fix"),
        };

    public static async Task WriteStaffAsync(string repository, CancellationToken cancellationToken)
    {
        var polpo = Directory.CreateDirectory(Path.Combine(repository, ".polpo")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(polpo, "agents.json"),
            """[{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]""",
            cancellationToken
        );
        await File.WriteAllTextAsync(Path.Combine(polpo, "teams.json"), """[{"name":"web"}]""", cancellationToken);
    }
}
