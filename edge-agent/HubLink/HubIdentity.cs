using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// The identity in use, and news of another one, whether it came by the panel or by <c>edge-agent enrol</c> in another
/// process. Thread safe.
/// </summary>
internal sealed class HubIdentity(IdentityFiles files)
{
    private readonly Lock _lock = new();
    private AgentIdentity? _current;
    private string? _stamp;

    // Never disposed: it holds nothing until somebody asks for its wait handle.
    private SemaphoreSlim Replacing { get; } = new(1, 1);

    /// <summary>Raised when <see cref="Current"/> became another one.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Why there is an identity that cannot be used; null when all is well or there is none.</summary>
    public string? Problem { get; private set; }

    public AgentIdentity? Current
    {
        get
        {
            lock (_lock)
            {
                if (_stamp is null) Load();
                return _current;
            }
        }
    }

    /// <summary>Looks whether another process has put another identity there.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            if (_stamp == files.Stamp) return;
            Load();
        }
        Changed.Raise();
    }

    public async Task ReplaceAsync(Enrolled enrolled, ECDsa key, X509Certificate2 certificate, X509Certificate2 ca, CancellationToken cancellationToken)
    {
        await Replacing.WaitAsync(cancellationToken);
        try
        {
            await files.ReplaceAsync(enrolled, key, certificate, ca, cancellationToken);
        }
        finally
        {
            Replacing.Release();
        }
        Refresh();
    }

    /// <summary>The same agent with its next certificate.</summary>
    /// <returns>False when the box has become another agent since <paramref name="before"/>; nothing is changed then.</returns>
    public async Task<bool> SucceedAsync(AgentIdentity before, ECDsa key, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        await Replacing.WaitAsync(cancellationToken);
        try
        {
            Refresh();
            if (!ReferenceEquals(Current, before)) return false;
            await files.ReplaceAsync(before.Enrolled, key, certificate, before.Ca, cancellationToken);
        }
        finally
        {
            Replacing.Release();
        }
        Refresh();
        return true;
    }

    /// <summary>The old identity is left to the collector: a connection may still be using it.</summary>
    private void Load()
    {
        // Before it is read: what comes between must count as another one.
        var stamp = files.Stamp;
        try
        {
            _current = files.Read();
            Problem = null;
        }
        catch (IdentityUnreadableException error)
        {
            _current = null;
            Problem = error.Message;
        }
        _stamp = stamp;
    }
}
