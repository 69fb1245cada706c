using System.Data.Common;
using Dapper;
using Npgsql;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Database;

/// <summary>
/// One schema of a PostgreSQL database: hub and readings have one each, so that names never meet and either can be
/// measured, dumped and given a disk of its own.
/// </summary>
internal sealed class PostgresSchema : IAsyncDisposable
{
    /// <summary>Advisory locks are numbers in common for all programs of a database: this is "tong".</summary>
    public const int Locks = 0x746F6E67;

    public const int HubWriters = 1;
    public const int ReadingsWriter = 2;

    private const int LeastVersion = 150_000;

    /// <summary>A server that is there answers in this time; boxes and pages come again.</summary>
    private const int ConnectSeconds = 5;

    private readonly string _schema;
    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _writers;

    public PostgresSchema(string connection, string schema, int readers)
    {
        _schema = schema;
        var given = new NpgsqlConnectionStringBuilder(connection);
        Place = $"{given.Database ?? given.Username} on {given.Host} (schema {schema})";
        _readers = NpgsqlDataSource.Create(With(connection, "default_transaction_read_only=on", text =>
        {
            if (!text.ContainsKey("Maximum Pool Size")) text.MaxPoolSize = readers;
        }));
        _writers = NpgsqlDataSource.Create(With(connection, "synchronous_commit=on", text =>
        {
            text.Pooling = false;
            text.MaxAutoPrepare = 64;
        }));
    }

    public string Place { get; }

    /// <summary>What is wrong with the setting; null: nothing.</summary>
    public static string? Fault(string connection)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connection).Host) ? "it names no Host" : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return error.Message;
        }
    }

    public async Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) => new PostgresConnection(await _readers.OpenConnectionAsync(cancellationToken));

    public DbConnection OpenWriter() => new PostgresConnection(_writers.OpenConnection());

    /// <summary>Makes the schema when it is not there yet.</summary>
    /// <exception cref="CannotStartException">There is no such database, or not one that the hub can trust.</exception>
    public void RequireSound()
    {
        try
        {
            using var connection = OpenWriter();
            var (version, encoding, durable) = connection.QuerySingle<(string, string, string)>(
                "SELECT current_setting('server_version_num'), current_setting('server_encoding'), current_setting('fsync')");
            if (int.Parse(version) < LeastVersion) throw Unusable($"The server is of version {version}; needed is PostgreSQL 15 or newer.");
            if (encoding != "UTF8") throw Unusable($"Its encoding is {encoding}; make it with ENCODING 'UTF8'.");
            if (durable != "on") throw Unusable("The server runs with fsync = off: a power cut would lose what boxes have deleted because the hub had it.");
            connection.Execute($"CREATE SCHEMA IF NOT EXISTS {_schema}");
        }
        catch (NpgsqlException error)
        {
            throw Unusable(error.InnerException is null ? error.Message : $"{error.Message} ({error.InnerException.Message})", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _writers.DisposeAsync();
    }

    private CannotStartException Unusable(string reason, Exception? cause = null) =>
        new($"The PostgreSQL database {Place} cannot be used: {reason.TrimEnd('.')}. See Database:Connection.", cause);

    private string With(string connection, string option, Action<NpgsqlConnectionStringBuilder> change)
    {
        var text = new NpgsqlConnectionStringBuilder(connection) { SearchPath = _schema };
        text.Options = $"{text.Options} -c {option}".Trim();
        if (!text.ContainsKey("Timeout")) text.Timeout = ConnectSeconds;
        if (!text.ContainsKey("Application Name")) text.ApplicationName = $"tongtang {_schema}";
        change(text);
        return text.ConnectionString;
    }
}
