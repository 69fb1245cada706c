using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Database;

/// <summary>
/// What SQLite and PostgreSQL do differently, beside <see cref="DatabaseFailure"/>. Statements are not among it: each is
/// written once, in what both understand.
/// </summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>For messages: the file, or the server's database and schema.</summary>
    string Place { get; }

    /// <summary>Writes that share a commit, at most.</summary>
    int GroupLength { get; }

    /// <summary>Begins a transaction for writing; waits until nobody else writes, in this process or another.</summary>
    string Begin { get; }

    /// <summary>The first touch of the database.</summary>
    /// <exception cref="CannotStartException">It is damaged, not there, or not of a kind that the hub can trust.</exception>
    void RequireSound();

    /// <summary>Whether the failure says that the database's file is damaged; then the next start mends it.</summary>
    bool Suspect(Exception failure);

    /// <summary>A connection that refuses to write.</summary>
    Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken);

    /// <summary>A connection whose commits are on disk when they return.</summary>
    DbConnection OpenWriter();

    /// <summary>At the hub's end, when everything is written.</summary>
    void CloseWriter(DbConnection writer);

    /// <summary>A migration's statements in this engine's words for types.</summary>
    string Adapt(string migration);
}
