# exporter.pl PORT PAGE: replaces an old exporter; serves PAGE, and OK for /health.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $file) = @ARGV;
open my $page, '<', $file or die "$file: $!";
my $metrics = join '', <$page>;
my $server = IO::Socket::INET->new(Listen => 5, LocalAddr => '0.0.0.0', LocalPort => $port, ReuseAddr => 1) or die "$port: $!";
while (my $client = $server->accept) {
    my $request = <$client> // '';
    while (my $header = <$client>) { last if $header =~ /^\r?$/ }
    my $body = $request =~ m{ /health } ? "OK\n" : $metrics;
    print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
    close $client;
}
