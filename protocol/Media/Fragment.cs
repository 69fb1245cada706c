namespace Tongtang.Protocol.Media;

/// <summary>One sample: a picture, or a frame of sound.</summary>
/// <param name="Duration">In the track's timescale.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsKeyframe">Decodable without those before it; true for every frame of sound.</param>
/// <param name="CompositionOffset">Presentation time minus decode time, in the track's timescale; may be negative.</param>
public readonly record struct Sample(uint Duration, int Size, bool IsKeyframe, int CompositionOffset);

/// <summary>When a sample was captured (prft, ISO/IEC 14496-12, 8.16.5).</summary>
/// <param name="CapturedAt">UTC; resolution 100 ns.</param>
/// <param name="MediaTime">
/// Presentation time of the sample on the producer's own clock, in the track's timescale. ffmpeg 5.1 counts it from the
/// start of its input, while tfdt counts from the track's first packet: the difference is how much later this track began.
/// </param>
public readonly record struct ProducerReference(DateTimeOffset CapturedAt, long MediaTime);

/// <summary>
/// Samples of one track that follow each other. <see cref="Samples"/> and <see cref="Payload"/> lie in the reader's own
/// buffers: they are valid until its next <c>TryRead</c>, <c>GetMemory</c> or <c>Append</c>; copy what must live longer.
/// </summary>
public readonly struct Fragment
{
    public required uint TrackId { get; init; }

    /// <summary>tfdt: decode time of the first sample, in the track's timescale. Negative for the priming of AAC (ffmpeg, frag_discont).</summary>
    public required long DecodeTime { get; init; }

    public required ReadOnlyMemory<Sample> Samples { get; init; }

    /// <summary>The samples' bytes, one behind the other.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public ProducerReference? Producer { get; init; }

    public bool StartsWithKeyframe => Samples.Span[0].IsKeyframe;

    /// <summary>Sum of the samples' durations, in the track's timescale.</summary>
    public long Duration
    {
        get
        {
            long sum = 0;
            foreach (var sample in Samples.Span)
                sum += sample.Duration;
            return sum;
        }
    }
}
