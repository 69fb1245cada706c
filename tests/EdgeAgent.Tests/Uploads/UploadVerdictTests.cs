using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Tests.Uploads;

public sealed class UploadVerdictTests
{
    [Theory]
    [InlineData(GrpcStatusCode.Unavailable, null, 1, "LinkDown")]
    [InlineData(GrpcStatusCode.Unavailable, null, 50, "LinkDown")]
    [InlineData(GrpcStatusCode.DeadlineExceeded, null, 1, "LinkDown")]
    [InlineData(GrpcStatusCode.Unauthenticated, "certificate_revoked", 1, "LinkDown")]
    [InlineData(GrpcStatusCode.ResourceExhausted, "storage_full", 9, "Pause")]
    [InlineData(GrpcStatusCode.ResourceExhausted, "segment_too_large", 1, "SetAside")]
    [InlineData(GrpcStatusCode.InvalidArgument, "segment_hash_wrong", 1, "Retry")]
    [InlineData(GrpcStatusCode.InvalidArgument, "segment_hash_wrong", 3, "SetAsideForNow")]
    [InlineData(GrpcStatusCode.NotFound, "epoch_unknown", 1, "Reopen")]
    [InlineData(GrpcStatusCode.NotFound, "recording_unknown", 3, "SetAsideForNow")]
    [InlineData(GrpcStatusCode.AlreadyExists, "segment_differs", 1, "SetAside")]
    [InlineData(GrpcStatusCode.FailedPrecondition, "recording_discarded", 1, "Discard")]
    [InlineData(GrpcStatusCode.Internal, null, 1, "LinkDown")]
    [InlineData(GrpcStatusCode.Internal, null, 3, "SetAsideForNow")]
    public void Of_WhatTheHubSaid_DecidesWhatHappens(GrpcStatusCode status, string? code, int tries, string expected) =>
        Assert.Equal(expected, UploadVerdicts.Of(status, code, tries).ToString());
}
