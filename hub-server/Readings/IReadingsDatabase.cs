using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// Where readings are kept, on either engine, beside the hub's other rows: what arrives fifty thousand times a second has
/// its own log or connection, so that its fsyncs never hold up a lesson's segments, and can be kept, copied and lost apart
/// from the rest. Many connections read; <see cref="ReadingsWriter"/> alone writes.
/// </summary>
internal interface IReadingsDatabase
{
    /// <summary>Begins a transaction of the writer.</summary>
    string Begin { get; }

    /// <summary>A connection for reading; it refuses to write.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>The writer's connection, in the shape this program knows.</summary>
    /// <exception cref="CannotStartException">The database cannot be used, or another hub writes into it.</exception>
    DbConnection OpenWriter();

    /// <summary>At the hub's end, when everything is written.</summary>
    void CloseWriter(DbConnection writer);

    /// <param name="writer">From <see cref="OpenWriter"/>.</param>
    /// <param name="upsert">INSERT … VALUES with a ? for each column, first the three of the key, and what to do ON CONFLICT.</param>
    IRowStatement Prepare(DbConnection writer, string upsert);
}

/// <summary>One of the few statements that run for every reading.</summary>
internal interface IRowStatement : IDisposable
{
    /// <summary>Parameters count from 1.</summary>
    void Bind(int parameter, long value);

    void Bind(int parameter, double value);

    /// <summary>The row as bound, now or at the next <see cref="Flush"/>; of two with the same key the later one holds.</summary>
    void Run();

    /// <summary>Every row is in the transaction.</summary>
    void Flush();
}
