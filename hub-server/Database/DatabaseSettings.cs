using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Database;

/// <summary>The engine that keeps the hub's rows.</summary>
internal enum DatabaseProvider
{
    /// <summary>Two files in the data folder; nothing to install.</summary>
    Sqlite,

    /// <summary>A server of version 15 or newer.</summary>
    Postgres,
}

/// <summary>The section <c>Database</c>.</summary>
internal sealed record DatabaseSettings : IValidatableObject
{
    public DatabaseProvider Provider { get; init; } = DatabaseProvider.Sqlite;

    /// <summary>For PostgreSQL, as Npgsql takes it (https://www.npgsql.org/doc/connection-string-parameters.html).</summary>
    public string Connection { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider == DatabaseProvider.Sqlite)
        {
            // Whoever names a server and forgets the provider would otherwise fill a file beside it.
            if (Connection.Length > 0) yield return new ValidationResult("Connection is given, but Provider is sqlite; allowed: Provider postgres, or no Connection");
        }
        else if (PostgresSchema.Fault(Connection) is { } fault)
        {
            yield return new ValidationResult($"Connection cannot be used: {fault}; allowed: such as \"Host=/var/run/postgresql;Database=tongtang;Username=tongtang\"");
        }
    }
}
