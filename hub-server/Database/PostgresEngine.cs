using System.Data.Common;
using System.Text.RegularExpressions;

namespace Tongtang.HubServer.Database;

/// <summary>
/// The schema <c>hub</c> of a PostgreSQL database. Writers line up at an advisory lock, as they do at SQLite's: the next
/// one sees all that was written before, and no transaction is ever refused because of another. Several processes may
/// write (a hub, its command line); what must not be shared is what a process keeps in memory: who is connected, live
/// lessons, events of pages, and the numbers of <see cref="Readings.ReadingsWriter"/>, which is why only one may hold that.
/// </summary>
internal sealed partial class PostgresEngine(DatabaseSettings settings) : IEngine
{
    public const string SchemaName = "hub";

    /// <summary>Together with the readings' a third of what a server allows by default (100).</summary>
    private const int Readers = 24;

    private readonly PostgresSchema _schema = new(settings.Connection, SchemaName, Readers);

    public string Place => _schema.Place;

    /// <summary>A backend remembers 64 subtransactions; with more, everybody's snapshots cost a look on the disk.</summary>
    public int GroupLength => 60;

    public string Begin => $"BEGIN; SELECT pg_advisory_xact_lock({PostgresSchema.Locks}, {PostgresSchema.HubWriters})";

    /// <summary>A server sees to its own files.</summary>
    public bool Suspect(Exception failure) => false;

    public void RequireSound() => _schema.RequireSound();

    public Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) => _schema.OpenReaderAsync(cancellationToken);

    public DbConnection OpenWriter() => _schema.OpenWriter();

    public void CloseWriter(DbConnection writer) => writer.Dispose();

    public string Adapt(string migration) => AdaptTypes(migration);

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    /// <summary>
    /// Numbers are of 64 bits as in SQLite, so that rows read the same. Text is compared by its bytes, whatever the
    /// database's language: lists come in the same order as in SQLite, and LOWER changes the same letters.
    /// </summary>
    public static string AdaptTypes(string migration) => Types().Replace(migration, match => match.Value switch
    {
        "INTEGER" => "BIGINT",
        "BLOB" => "BYTEA",
        "TEXT" => "TEXT COLLATE \"C\"",
        _ => "",
    });

    [GeneratedRegex(@"\b(INTEGER|BLOB|TEXT|WITHOUT ROWID)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Types();
}
