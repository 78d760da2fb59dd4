namespace Polpo.Testing.Databases;

/// <summary>The two databases; every test of rows, facts and subjects runs on both.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}
