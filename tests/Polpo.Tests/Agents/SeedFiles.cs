namespace Polpo.Tests.Agents;

/// <summary>The examples by which the file formats were described.</summary>
internal static class SeedFiles
{
    public const string Agents = """
        [
          {
            "agent": {
              "name": "backend-dev",
              "role": "Senior backend engineer",
              "model": "anthropic/claude-sonnet-4-5",
              "systemPrompt": "Focus on clean, tested TypeScript code.",
              "allowedTools": ["read", "write", "edit", "bash", "glob", "grep"],
              "skills": ["api-security", "database-design"],
              "maxTurns": 200,
              "identity": {
                "displayName": "Alex Chen",
                "title": "Senior Backend Engineer",
                "tone": "Direct, technical",
                "responsibilities": [
                  {
                    "area": "API Development",
                    "description": "Design and implement REST APIs",
                    "priority": "critical"
                  },
                  "Code review",
                  "Database schema design"
                ]
              }
            },
            "teamName": "engineering"
          }
        ]
        """;

    public const string Team = """
        {
        "team": {
        "name": "marketing",
        "description": "Marketing department",
        "agents": [
        {
        "name": "marco",
        "role": "team lead",
        "identity": { "displayName": "Marco Rossi", "title": "Marketing Director" }
        },
        {
        "name": "alice",
        "role": "social media manager",
        "reportsTo": "marco",
        "identity": {
        "displayName": "Alice Chen",
        "title": "Social Media Manager",
        "tone": "Professional but warm. Uses first names.",
        "personality": "Empathetic, data-driven, creative with content."
        },
        "allowedTools": ["read", "write", "edit", "bash", "glob", "grep", "ls", "email_*"]
        },
        {
        "name": "bob",
        "role": "content writer",
        "reportsTo": "marco",
        "identity": { "displayName": "Bob Smith", "title": "Content Writer" }
        }
        ]
        }
        }
        """;

    public const string Default = """
        {
        "org": "my-project",
        "team": {
        "name": "default",
        "description": "Default Polpo team",
        "agents": [
        { "name": "dev-1", "role": "developer" }
        ]
        },
        "settings": { }
        }
        """;
}
