using System.Threading.Channels;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>Why the hub ends a box's control stream.</summary>
internal enum LinkEnd
{
    /// <summary>The same box has opened another one.</summary>
    Replaced,

    /// <summary>The box does not read what it is sent.</summary>
    NotReading,
}

/// <summary>One open control stream: what the hub wants to say on it.</summary>
internal sealed class LinkSession(AgentIdentity agent)
{
    /// <summary>
    /// Messages in line for the box. They are few and small; a box that lets so many pile up is not reading, and its stream
    /// is ended so that it connects anew.
    /// </summary>
    private const int QueueLength = 64;

    private readonly Channel<HubMessage> _outgoing = Channel.CreateBounded<HubMessage>(new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private const int MostSaid = 1000;

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    // Never disposed: whoever still holds the session may end it late, and it holds no timer.
    private CancellationTokenSource Source { get; } = new();

    public AgentIdentity Agent { get; } = agent;

    /// <summary>Of the box's Hello; empty until then.</summary>
    public string BootId { get; set; } = "";

    public ChannelReader<HubMessage> Outgoing => _outgoing.Reader;

    /// <summary>Cancelled when the hub ends the stream; <see cref="End"/> says why.</summary>
    public CancellationToken Ended => Source.Token;

    public LinkEnd? End { get; private set; }

    /// <summary>True for the first who asks in this link: for what is said once in it. Few things are: a description asked for, a configuration sent.</summary>
    public bool TrySay(string what)
    {
        lock (_said) return _said.Count < MostSaid && _said.Add(what);
    }

    /// <summary>Puts the message in line, or ends the stream when the line is full.</summary>
    public void Send(HubMessage message)
    {
        if (!_outgoing.Writer.TryWrite(message)) Finish(LinkEnd.NotReading);
    }

    public void Finish(LinkEnd why)
    {
        End ??= why;
        Source.Cancel();
    }
}
