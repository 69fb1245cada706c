using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// One track of one epoch: frames become parts of 0.2 s, parts become segments. Where to cut is decided by
/// <see cref="Segmenter"/>. Pure.
/// </summary>
/// <param name="recordingStart">UTC of media time 0: prft says when each segment was captured.</param>
internal sealed class SegmentBuilder(SegmenterTrack track, DateTimeOffset recordingStart, bool hidden, Action<Part> output) : IDisposable
{
    private readonly List<Sample> _samples = [];
    private readonly PooledBytes _payload = new(16 * 1024);
    // A little over 0.2 s: cameras' times are not even, and 29.97 pictures a second are 0.2002 s for six.
    private readonly long _longestPart = track.Timescale * 21L / 100;
    private int _number = track.FirstNumber;
    private bool _hidden = hidden;
    private int _index;
    private bool _independent;
    private uint _sequence;
    private long _segmentStart;
    private long _partStart;
    private long _partEnd;

    public SegmenterTrack Track => track;

    /// <summary>Whether a segment has begun and is not cut yet.</summary>
    public bool Open { get; private set; }

    /// <summary>How long the open segment would be with this frame, in microseconds.</summary>
    public long LengthUsWith(in Frame frame) => Frame.Us(frame.End - _segmentStart, track.Timescale);

    /// <summary>How long the open segment would be if it ended where this frame begins, in microseconds.</summary>
    public long LengthUsBefore(in Frame frame) => Frame.Us(frame.Time - _segmentStart, track.Timescale);

    public void Add(in Frame frame, ReadOnlySpan<byte> data)
    {
        if (!Open) Begin(frame);
        else if (frame.Time != _partEnd || frame.End - _partStart > _longestPart) GiveOut(last: false);
        if (_samples.Count == 0) _partStart = frame.Time;
        _samples.Add(frame.Sample);
        data.CopyTo(_payload.GetSpan(data.Length));
        _payload.Advance(data.Length);
        _partEnd = frame.End;
    }

    /// <summary>Ends the open segment, if any; the next frame begins another one.</summary>
    public void Cut(bool hidden)
    {
        if (Open)
        {
            GiveOut(last: true);
            _number++;
            Open = false;
        }
        _hidden = hidden;
    }

    public void Dispose() => _payload.Dispose();

    private void Begin(in Frame frame)
    {
        (Open, _index) = (true, 0);
        _segmentStart = frame.Time;
        _independent = frame.Sample.IsKeyframe;
    }

    private void GiveOut(bool last)
    {
        var startUs = Frame.Us(_segmentStart, track.Timescale);
        var bytes = new PooledBytes(_payload.Written.Length + 256 + (_samples.Count * 16));
        if (_index == 0)
            ProducerReferenceBox.Write(bytes, track.TrackId, new ProducerReference(recordingStart.AddTicks(startUs * TimeSpan.TicksPerMicrosecond), _segmentStart));
        FragmentWriter.Write(bytes, ++_sequence, track.TrackId, _partStart, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_samples), _payload.Written.Span);
        output(new Part(bytes)
        {
            Kind = track.Kind,
            Number = _number,
            Index = _index++,
            Last = last,
            Independent = _independent,
            Hidden = _hidden,
            SegmentStartUs = startUs,
            EndUs = Frame.Us(_partEnd, track.Timescale),
        });
        _samples.Clear();
        _payload.Clear();
    }
}
