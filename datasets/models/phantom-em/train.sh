#!/bin/sh
# Makes model.safetensors from nothing: data, then a small field of view, then the real one. Run it in an empty folder; it goes on where it was stopped.
#   sh datasets/models/phantom-em/train.sh
set -e
floodlight() { node "$(dirname "$0")/../../../scripts/floodlight.mjs" "$@"; }

labels='' images='' classes=''
make() { # seed size radius [flags]
  seed=$1 size=$2 radius=$3
  shift 3
  [ -d "em$seed" ] || floodlight phantom "em$seed" --seed "$seed" --size "$size" "$@"
  [ -f "em$seed/af.h5" ] || floodlight partitions "em$seed/labels" "em$seed/af.h5:af" --lom-radius "$radius" --min-size 1000 \
    --thresholds 0.025,0.05,0.075,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9
  images="$images,p$seed:em$seed/image" labels="$labels,p$seed:em$seed/labels" classes="$classes,p$seed:em$seed/af.h5:af"
}
for seed in 101 102 103 104 105 106; do make $seed 192,192,96 16,16,8; done
for seed in 201 202; do make $seed 160,160,128 16,16,16 --resolution 12,12,12; done
[ -f coordinates.tfr.gz ] || floodlight coordinates "${classes#,}" coordinates.tfr.gz --margin 16,24,24

train() {
  floodlight train --train_coords coordinates.tfr.gz --data_volumes "${images#,}" --label_volumes "${labels#,}" \
    --image_mean 136 --image_stddev 34 --optimizer adam "$@"
}
train --train_dir small --model_args '{"depth":6,"features":16,"fov_size":[11,11,7],"deltas":[2,2,1]}' \
  --learning-rate 0.0003 --threshold 0.75 --max-steps 8653
large() {
  train --train_dir large --model_args '{"depth":6,"features":16,"fov_size":[21,21,11],"deltas":[6,6,3]}' --init small/model-8653.safetensors \
    --learning-rate 0.0004 --learning-rate-decay-factor 0.5 --decay-steps 5000 --threshold 0.75 "$@"
}
[ -f large/averaged ] || { large --max-steps 8960; touch large/averaged; }
# What phantom-tomogram begins with.
large --average-decay 0.999 --max-steps 12000
[ -f tomogram-init.safetensors ] || cp large/model-12000.safetensors tomogram-init.safetensors
large --average-decay 0.999 --max-steps 12582
# Once more from a higher rate that falls faster.
train --train_dir last --model_args '{"depth":6,"features":16,"fov_size":[21,21,11],"deltas":[6,6,3]}' --init large/model-12582.safetensors \
  --learning-rate 0.0003 --learning-rate-decay-factor 0.5 --decay-steps 700 --threshold 0.75 --average-decay 0.999 --max-steps 2600
floodlight import-checkpoint last/model-2600.safetensors model.safetensors --resolution 10,10,20 --polarity dark-membranes --force
